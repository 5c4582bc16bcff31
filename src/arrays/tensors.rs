use safetensors::{Dtype, SafeTensors};

use super::npy::Layout;
use super::{DType, Entry, Place};
use crate::text::shortened;

/// What a `.safetensors` says of its tensors, in the order in which they lie.
pub fn entries(bytes: &[u8]) -> Result<Vec<Entry>, String> {
    let (header, metadata) = SafeTensors::read_metadata(bytes).map_err(|error| {
        let held = bytes.len();
        let claimed = bytes.first_chunk().map(|head| u64::from_le_bytes(*head));
        match claimed {
            Some(claimed) if claimed > held as u64 => format!(
                "found a header that claims {claimed} bytes in a file of {held}: the file is cut off or no .safetensors"
            ),
            _ => format!("found damaged tensors ({error}) in a file of {held} bytes"),
        }
    })?;
    let start = header + 8;
    let mut tensors: Vec<_> = metadata.tensors().into_iter().collect();
    tensors.sort_by(|(a, x), (b, y)| (x.data_offsets, a).cmp(&(y.data_offsets, b)));
    let entry = |(name, info): (String, &safetensors::tensor::TensorInfo)| {
        let dtype = dtype(info.dtype).ok_or_else(|| {
            let name = shortened(&name);
            format!(
                "{name}: found values of {:?}, expected numbers of 16, 32 or 64 bits, whole numbers or BOOL",
                info.dtype
            )
        })?;
        Ok(Entry {
            name,
            shape: info.shape.clone(),
            dtype,
            layout: Layout::default(),
            place: Place::File(start + info.data_offsets.0, start + info.data_offsets.1),
        })
    };
    let entries: Vec<Entry> = tensors
        .into_iter()
        .map(entry)
        .collect::<Result<_, String>>()?;
    match entries.is_empty() {
        true => Err("found no tensor".to_owned()),
        false => Ok(entries),
    }
}

fn dtype(of: Dtype) -> Option<DType> {
    match of {
        Dtype::BOOL => Some(DType::Bool),
        Dtype::U8 => Some(DType::UInt(1)),
        Dtype::U16 => Some(DType::UInt(2)),
        Dtype::U32 => Some(DType::UInt(4)),
        Dtype::U64 => Some(DType::UInt(8)),
        Dtype::I8 => Some(DType::Int(1)),
        Dtype::I16 => Some(DType::Int(2)),
        Dtype::I32 => Some(DType::Int(4)),
        Dtype::I64 => Some(DType::Int(8)),
        Dtype::F16 => Some(DType::Float(2)),
        Dtype::F32 => Some(DType::Float(4)),
        Dtype::F64 => Some(DType::Float(8)),
        Dtype::BF16 => Some(DType::BFloat16),
        _ => None,
    }
}
