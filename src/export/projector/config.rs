//! What the projector is told of its files: as JSON, which the one that stands alone reads from an address, and as text of a
//! protocol buffer, which TensorBoard reads from its folder of logs.

use serde_json::{Value, json};

/// Vectors with what is known of each.
pub struct Embedding {
    name: &'static str,
    shape: [usize; 2],
    tensor: &'static str,
    metadata: &'static str,
    /// File and side in pixels of the pictures.
    pub sprite: Option<(&'static str, usize)>,
}

impl Embedding {
    /// Of this shape, `(n, d)`, in these files: vectors and metadata.
    pub fn new(
        name: &'static str,
        shape: [usize; 2],
        [tensor, metadata]: [&'static str; 2],
    ) -> Self {
        Self {
            name,
            shape,
            tensor,
            metadata,
            sprite: None,
        }
    }
}

/// `projector_config.json`, with files under the address `url`, or beside the projector's page where that is empty.
pub fn json(all: &[Embedding], url: &str) -> String {
    let at = |file: &str| match url.trim_end_matches('/') {
        "" => file.to_owned(),
        url => format!("{url}/{file}"),
    };
    let one = |of: &Embedding| {
        let mut told = json!({
            "tensorName": of.name,
            "tensorShape": of.shape,
            "tensorPath": at(of.tensor),
            "metadataPath": at(of.metadata),
        });
        if let Some((file, side)) = of.sprite {
            told["sprite"] = json!({"imagePath": at(file), "singleImageDim": [side, side]});
        }
        told
    };
    let told = json!({"embeddings": all.iter().map(one).collect::<Vec<Value>>()});
    // Plain numbers and text always have a JSON form.
    serde_json::to_string_pretty(&told).unwrap_or_default() + "\n"
}

/// `projector_config.pbtxt`; its paths are relative to its folder.
pub fn pbtxt(all: &[Embedding]) -> String {
    let one = |of: &Embedding| {
        let sprite = of.sprite.map(|(file, side)| {
            format!(
                "  sprite {{\n    image_path: \"{file}\"\n    single_image_dim: {side}\n    single_image_dim: {side}\n  }}\n"
            )
        });
        format!(
            "embeddings {{\n  tensor_name: \"{}\"\n  tensor_path: \"{}\"\n  metadata_path: \"{}\"\n{}}}\n",
            of.name,
            of.tensor,
            of.metadata,
            sprite.unwrap_or_default()
        )
    };
    all.iter().map(one).collect()
}
