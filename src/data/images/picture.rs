//! One picture, scaled.

#[cfg(not(target_arch = "wasm32"))]
use std::io::Cursor;

#[cfg(not(target_arch = "wasm32"))]
use image::{ImageReader, Limits, imageops::FilterType};

/// A picture of so many rows and columns.
pub struct Picture {
    /// Pixel by pixel, the channels of each one behind the other.
    pub values: Vec<u8>,
    /// The same in grey.
    pub grey: Vec<u8>,
}

/// Reads a picture and scales it to a square of this side, in so many channels: 1 or 3.
#[cfg(not(target_arch = "wasm32"))]
pub fn read(bytes: &[u8], side: usize, channels: usize) -> Result<Picture, String> {
    // A picture with more rows or columns than this is something else.
    const LARGEST: u32 = 1 << 14;
    // What decoding one may take, in bytes.
    const MOST_MEMORY: u64 = 512 << 20;
    if bytes.is_empty() {
        return Err("found an empty file, expected a picture".to_owned());
    }
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|error| error.to_string())?;
    if reader.format().is_none() {
        return Err("found no picture, expected PNG, JPEG, BMP or GIF".to_owned());
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(LARGEST);
    limits.max_image_height = Some(LARGEST);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let picture = reader.decode().map_err(|error| {
        let error = error.to_string();
        let line = error.split_whitespace().collect::<Vec<_>>().join(" ");
        format!("found a damaged picture: {line}")
    })?;
    let side = side as u32;
    let picture = picture.resize_exact(side, side, FilterType::Triangle);
    let grey = picture.to_luma8().into_raw();
    let values = match channels {
        3 => picture.to_rgb8().into_raw(),
        _ => grey.clone(),
    };
    Ok(Picture { values, grey })
}

/// A browser opens no folders, so the page is spared what reads pictures.
#[cfg(target_arch = "wasm32")]
pub fn read(_bytes: &[u8], _side: usize, _channels: usize) -> Result<Picture, String> {
    Err("found a picture, expected data that a browser can open: folders of pictures are read by the desktop program".to_owned())
}
