use super::idx::unzip;
use super::idx_folder::{Part, images, number};
use super::packed::unpack;
use super::{DataError, Dataset, Request, Source};
use crate::knob::{Knob, Knobs, Spread};
#[cfg(target_arch = "wasm32")]
use crate::platform::files;

/// Fashion-MNIST (Xiao, Rasul & Vollgraf 2017): the first 500 training and 100 test images of each class, built in.
pub struct Fashion;

/// Names of its ten classes, in the order of its labels.
pub const CLASSES: [&str; 10] = [
    "T-shirt",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
];

const KNOBS: [Knob; 2] = [
    Knob {
        id: "train",
        label: "training images",
        symbol: "train",
        unit: "images",
        min: 100.0,
        max: 5000.0,
        default: 5000.0,
        spread: Spread::Whole,
        larger: "A larger value trains on more images: slower epochs, better held-out accuracy.",
    },
    Knob {
        id: "test",
        label: "held-out images",
        symbol: "test",
        unit: "images",
        min: 100.0,
        max: 1000.0,
        default: 1000.0,
        spread: Spread::Whole,
        larger: "A larger value draws more points and measures the accuracy more exactly.",
    },
];

/// The files of a part. Their images are in the program; beside it for a page, where its host compresses them.
struct Files {
    images_name: &'static str,
    labels_name: &'static str,
    #[cfg(not(target_arch = "wasm32"))]
    images: &'static [u8],
    labels: &'static [u8],
}

const TRAIN: Files = Files {
    images_name: "fashion-train-5000-images.packed",
    labels_name: "fashion-train-5000-labels-idx1-ubyte.gz",
    #[cfg(not(target_arch = "wasm32"))]
    images: include_bytes!("../../assets/fashion/fashion-train-5000-images.packed.gz"),
    labels: include_bytes!("../../assets/fashion/fashion-train-5000-labels-idx1-ubyte.gz"),
};

const TEST: Files = Files {
    images_name: "fashion-t10k-1000-images.packed",
    labels_name: "fashion-t10k-1000-labels-idx1-ubyte.gz",
    #[cfg(not(target_arch = "wasm32"))]
    images: include_bytes!("../../assets/fashion/fashion-t10k-1000-images.packed.gz"),
    labels: include_bytes!("../../assets/fashion/fashion-t10k-1000-labels-idx1-ubyte.gz"),
};

/// The files that a page loads beside the program and holds under these names.
#[cfg(target_arch = "wasm32")]
pub const BESIDE: [&str; 2] = [TRAIN.images_name, TEST.images_name];

impl Files {
    /// The images as IDX.
    fn images(&self) -> Result<Vec<u8>, DataError> {
        #[cfg(not(target_arch = "wasm32"))]
        let packed = unzip(self.images);
        // Whichever way it came: a host may serve what it stores.
        #[cfg(target_arch = "wasm32")]
        let packed = files::read(self.images_name.as_ref()).and_then(|bytes| unzip(&bytes));
        let wrong = |problem: String| DataError::File {
            file: self.images_name.to_owned(),
            problem,
        };
        let packed = packed
            .map_err(|error| wrong(format!("{error}, expected what stands beside the page")))?;
        unpack(&packed)
            .ok_or_else(|| wrong("found damaged images, expected those of the program".to_owned()))
    }

    fn part<'a>(&'a self, images: &'a [u8]) -> Part<'a> {
        Part {
            images,
            labels: self.labels,
            images_name: self.images_name,
            labels_name: self.labels_name,
        }
    }
}

impl Source for Fashion {
    fn id(&self) -> &'static str {
        "fashion"
    }

    fn name(&self) -> &'static str {
        "Fashion-MNIST (built in)"
    }

    fn about(&self) -> &'static str {
        "Grey 28×28 pictures of ten kinds of clothes: 5,000 to train on and 1,000 held out."
    }

    fn licence(&self) -> &'static str {
        "A part of Fashion-MNIST (Xiao, Rasul & Vollgraf 2017, arXiv 1708.07747), © 2017 Zalando SE, MIT licence."
    }

    fn knobs(&self) -> &'static [Knob] {
        &KNOBS
    }

    fn class_names(&self, _knobs: &Knobs) -> Vec<String> {
        CLASSES.map(str::to_owned).to_vec()
    }

    fn load(&self, request: &Request<'_>) -> Result<Dataset, DataError> {
        let (train, test) = (number(request, &KNOBS[0]), number(request, &KNOBS[1]));
        let names = self.class_names(request.knobs);
        let (held_train, held_test) = (TRAIN.images()?, TEST.images()?);
        let parts = (TRAIN.part(&held_train), TEST.part(&held_test));
        images(self.id(), names, (parts.0, train), (parts.1, test))
    }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::data::LeftOut;

    #[test]
    fn the_built_in_images_are_those_of_fashion_mnist() {
        let check = |files: &Files, expect: &str| {
            let found = Sha256::digest(files.images().unwrap());
            let found: String = found.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(found, expect, "{}", files.images_name);
        };
        // Of the IDX files, header and all.
        check(
            &TRAIN,
            "444ed5f7ce17397f236f5eba17dd507d3f6912f04edd3e4f1701cdf82f2cc0c5",
        );
        check(
            &TEST,
            "7cee33c3c6414b1b86c25e665a6c4f41584269de3b7cc9768b1d351922845eef",
        );
    }

    #[test]
    fn the_built_in_images_are_whole_and_balanced() {
        let request = Request {
            knobs: &Knobs::defaults(&KNOBS),
            texts: &crate::data::NO_TEXTS,
            path: None,
            classes: &[],
            left_out: &LeftOut::default(),
            as_features: false,
            seed: 0,
        };
        let data = Fashion.load(&request).unwrap();
        for (split, each) in [(&data.train, 500), (&data.test, 100)] {
            for (class, name) in CLASSES.iter().enumerate() {
                let count = split.labels.iter().filter(|&&label| label == class).count();
                assert_eq!(count, each, "images of {name}");
            }
            assert_eq!(split.inputs.dim(), (10 * each, 784));
        }
        assert_eq!(data.test_pixels.len(), 1000 * 784);
        let mean = data.train.inputs.mean().unwrap();
        assert!(mean.abs() < 1e-3, "inputs are centred, mean {mean}");
    }
}
