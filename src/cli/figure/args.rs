//! The arguments of `marginscope figure`.

use std::path::PathBuf;

use super::{
    align::Align,
    classes::Classes,
    paper::{SCALE_OF_PAPER, width},
    runs::RunArgs,
    tell::Tell,
};
use crate::{
    cli::{Failure, LanguageName, theme::ThemeName},
    export::{Camera, Format, Layout, Length, PRESETS, Panel, Preset, Typeface},
};

/// What is drawn, how, and where the file goes.
#[derive(Debug, clap::Args)]
pub struct FigureArgs {
    /// The runs that it shows.
    #[command(flatten)]
    pub of: RunArgs,
    /// What to draw: views and charts by their ids; `marginscope list` names them.
    #[arg(
        long,
        value_name = "ID",
        value_delimiter = ',',
        required_unless_present_any = ["lab", "metric"]
    )]
    pub view: Vec<String>,
    /// Draw these results of a sweep, whose folder is given, over its first two keys: test_accuracy, gaps.held_out_deg, or any other
    /// column of numbers in results.csv. The bounds of the keys are curves, cells with room show the first run of them unless
    /// --switch no-pictures is given.
    #[arg(long, value_name = "COLUMN", value_delimiter = ',', conflicts_with_all = ["view", "lab", "lane", "set", "steps", "align",
          "pair", "label", "threshold", "camera"])]
    pub metric: Vec<String>,
    /// The two keys of the grid that --metric draws: from left to right and upwards.
    #[arg(
        long,
        value_name = "KEY,KEY",
        value_delimiter = ',',
        requires = "metric"
    )]
    pub axes: Vec<String>,
    /// Draw the two-class laboratory as this preset of it starts, instead of a run: circle and sphere, or the one that
    /// --view names. --set changes it: loss=arcface, m=0.4, w1.angle=120, x.length=2.
    #[arg(long, value_name = "PRESET", conflicts_with_all = ["preset", "steps", "lane", "switch", "align",
          "pair", "label", "threshold"])]
    pub lab: Option<String>,
    /// The file; its ending says what it is: .svg, .pdf or .png.
    #[arg(short, long, value_name = "FILE", required_unless_present = "tell")]
    pub out: Option<PathBuf>,
    /// What is printed.
    #[command(flatten)]
    pub tell: Tell,
    /// column (84 mm), text (174 mm), a4 (190 mm), slide (1280 px), poster (594 mm), or WxH in mm or px: 84x70mm, 1200x800.
    /// The page grows in height where legends need it.
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub size: Option<Size>,
    /// Typeface: sans, or serif as papers have it.
    #[arg(long, value_name = "FACE", value_parser = typeface)]
    pub font: Option<Typeface>,
    /// Size of the font in points; what fits the size of the figure if not given.
    #[arg(long, value_name = "PT")]
    pub font_size: Option<f64>,
    /// Panels side by side; as many as fit if not given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    pub columns: Option<u16>,
    /// Pixels of a PNG for each px, 1 to 8; 4 for sizes in mm and 1 for sizes in px if not given.
    #[arg(long, value_name = "N")]
    pub scale: Option<f32>,
    /// Colours.
    #[arg(long)]
    pub theme: Option<ThemeName>,
    /// Language of what is written in it.
    #[arg(long, value_name = "ID")]
    pub lang: Option<LanguageName>,
    /// Nothing behind the panels.
    #[arg(long)]
    pub transparent: bool,
    /// Draw more dots than this in a panel as a picture of pixels under vector lines and text.
    #[arg(long, value_name = "N", default_value_t = 30_000)]
    pub raster_above: usize,
    /// Where spheres are seen from: longitude and latitude in degrees.
    #[arg(long, value_name = "YAW,PITCH", value_parser = camera, allow_hyphen_values = true)]
    pub camera: Option<(f64, f64)>,
    /// Turn something of a view on, or off with no-: pull, no-regions. `marginscope list` names them.
    #[arg(long, value_name = "ID")]
    pub switch: Vec<String>,
    /// Accept pairs up to this angle as one class, degrees in steps of 0.1, in the charts verification and roc; where each run
    /// has its equal error rate if not given.
    #[arg(long, value_name = "DEG", value_parser = degrees)]
    pub threshold: Option<f64>,
    /// Whether its runs are turned onto each other.
    #[command(flatten)]
    pub align: Align,
    /// The classes that it shows.
    #[command(flatten)]
    pub classes: Classes,
    /// Overwrite the file if it is there already.
    #[arg(long)]
    pub force: bool,
}

/// The size of a figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Size {
    /// As wide as this, and as high as its panels want.
    Preset(Preset),
    /// Width and height.
    Sides(Length, Length),
}

impl FigureArgs {
    /// The format that the file's ending says.
    ///
    /// # Errors
    /// When it says none.
    pub fn format(&self) -> Result<Format, Failure> {
        let Some(out) = &self.out else {
            return Ok(Format::Pdf);
        };
        let ending = out.extension().map(|ending| ending.to_string_lossy());
        let ending = ending.unwrap_or_default().to_ascii_lowercase();
        let formats = [Format::Svg, Format::Pdf, Format::Png];
        let found = formats.into_iter().find(|f| f.extension() == ending);
        found.ok_or_else(|| {
            let file = out.display();
            Failure::WrongArguments(format!(
                "--out {file}: found the ending \"{ending}\", expected svg, pdf or png"
            ))
        })
    }

    /// Where spheres are seen from.
    pub fn camera(&self) -> Camera {
        self.camera
            .map_or_else(Camera::default, |(yaw, pitch)| Camera {
                yaw: yaw.to_radians(),
                pitch: pitch.to_radians(),
                ..Camera::default()
            })
    }

    /// The height that is asked for in numbers.
    pub fn height(&self) -> Option<Length> {
        match self.size {
            Some(Size::Sides(_, height)) => Some(height),
            Some(Size::Preset(_)) | None => None,
        }
    }

    /// Size and arrangement of these panels.
    pub fn layout(&self, panels: &[Panel], format: Format) -> Layout {
        let several = panels.len() > 1 || self.lab.is_some();
        let legend = several && panels.iter().any(Panel::has_classes);
        let mut layout = match self.size {
            Some(Size::Sides(width, height)) => {
                let exact = Layout {
                    legend,
                    typeface: self.font.unwrap_or_default(),
                    columns: self.columns.map(usize::from),
                    ..Layout::new(width, height)
                };
                let font_size = self.font_size.unwrap_or(exact.font_size);
                Layout { font_size, ..exact }.grown(panels)
            }
            Some(Size::Preset(preset)) => {
                let fitted = self.fitted(preset.width(), panels, legend);
                match preset
                    .highest()
                    .filter(|most| fitted.height.px() > most.px())
                {
                    Some(height) => Layout { height, ..fitted }.grown(panels),
                    None => fitted,
                }
            }
            None => self.fitted(width(panels), panels, legend),
        };
        layout.transparent = self.transparent;
        layout.raster_above = self.raster_above;
        layout.scale = self.scale.unwrap_or(match (format, layout.width) {
            (Format::Png, Length::Mm(_)) => SCALE_OF_PAPER,
            _ => 1.0,
        });
        layout
    }

    fn fitted(&self, width: Length, panels: &[Panel], legend: bool) -> Layout {
        let mut wanted = Layout::fitted(width, &[], legend);
        wanted.font_size = self.font_size.unwrap_or(wanted.font_size);
        wanted.typeface = self.font.unwrap_or_default();
        wanted.columns = self.columns.map(usize::from);
        wanted.fit_height(panels)
    }
}

fn size(text: &str) -> Result<Size, String> {
    if let Some(preset) = PRESETS.into_iter().find(|preset| preset.id() == text) {
        return Ok(Size::Preset(preset));
    }
    let (numbers, in_mm) = match text.strip_suffix("mm") {
        Some(numbers) => (numbers, true),
        None => (text.strip_suffix("px").unwrap_or(text), false),
    };
    let side = |side: &str| side.trim().parse::<f64>().ok().filter(|side| *side > 0.0);
    let sides = numbers.split_once('x');
    let sides = sides.and_then(|(width, height)| Some((side(width)?, side(height)?)));
    let (width, height) = sides.ok_or(
        "expected column, text, a4, slide, poster, or WIDTHxHEIGHT such as 84x70mm or 1200x800",
    )?;
    Ok(match in_mm {
        true => Size::Sides(Length::Mm(width), Length::Mm(height)),
        false => Size::Sides(Length::Px(width), Length::Px(height)),
    })
}

fn degrees(text: &str) -> Result<f64, String> {
    let degrees = text.trim().parse::<f64>().ok();
    let degrees = degrees.filter(|degrees| (0.0..=180.0).contains(degrees));
    degrees.ok_or_else(|| "expected degrees from 0 to 180, such as 43.5".to_owned())
}

fn typeface(text: &str) -> Result<Typeface, String> {
    match text {
        "sans" => Ok(Typeface::Sans),
        "serif" => Ok(Typeface::Serif),
        _ => Err("expected sans or serif".to_owned()),
    }
}

fn camera(text: &str) -> Result<(f64, f64), String> {
    let angle = |text: &str, most: f64| {
        let angle = text.trim().parse::<f64>().ok();
        angle.filter(|angle| angle.abs() <= most)
    };
    let both = text.split_once(',');
    let both = both.and_then(|(yaw, pitch)| Some((angle(yaw, 360.0)?, angle(pitch, 90.0)?)));
    both.ok_or_else(|| {
        "expected YAW,PITCH in degrees such as 34,20, the second from -90 to 90".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<Size>) {
        assert_eq!(size(text).ok(), expect, "{text}");
    }

    #[test]
    fn sizes_are_names_or_sides() {
        for preset in PRESETS {
            check(preset.id(), Some(Size::Preset(preset)));
        }
        let mm = Size::Sides(Length::Mm(84.0), Length::Mm(70.5));
        check("84x70.5mm", Some(mm));
        let px = Size::Sides(Length::Px(1200.0), Length::Px(800.0));
        check("1200x800", Some(px));
        check("1200x800px", Some(px));
        for wrong in ["", "84", "84mm", "0x5", "-1x5", "axb", "NaNxNaN", "5xinfx"] {
            check(wrong, None);
        }
    }

    #[test]
    fn thresholds_are_degrees_up_to_half_a_turn() {
        assert_eq!(degrees("43.5"), Ok(43.5));
        assert!(degrees("181").is_err() && degrees("-1").is_err() && degrees("NaN").is_err());
    }

    #[test]
    fn typefaces_are_two_names() {
        assert_eq!(typeface("serif"), Ok(Typeface::Serif));
        assert_eq!(typeface("Comic"), Err("expected sans or serif".to_owned()));
    }

    #[test]
    fn cameras_are_two_angles() {
        assert_eq!(camera("-30, 20"), Ok((-30.0, 20.0)));
        assert!(camera("30").is_err() && camera("0,91").is_err() && camera("a,b").is_err());
    }
}
