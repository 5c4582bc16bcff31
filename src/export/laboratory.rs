//! The laboratory as panels of a figure.

use std::sync::Arc;

use super::{Camera, Drawing, Panel};
use crate::{
    figure::{
        Figure,
        lab::{self, HANDLES, Lab, Reading},
    },
    loss,
};

/// The first view of the sphere: the plane of the circle as the circle shows it, seen from a little above.
pub const HOME: Camera = Camera {
    yaw: 0.25,
    pitch: 0.45,
    zoom: 1.0,
    pan: [0.0, 0.0],
};

/// The circle and the sphere, seen from `camera`, under these titles.
pub fn panels(lab: &Lab, camera: Camera, titles: [&str; 2]) -> [Panel; 2] {
    let reading = Reading::new(lab);
    let circle = Figure::Plane(Arc::new(lab::circle(lab, &reading)));
    let sphere = Figure::Globe(Arc::new(lab::sphere(lab, &reading)));
    let [first, second] = titles;
    [(circle, first), (sphere, second)].map(|(figure, title)| Panel {
        run: None,
        drawing: Drawing::Figure(figure),
        title: title.to_owned(),
        classes: names(),
        camera,
    })
}

/// What the class numbers of the laboratory mean, for the legend: the vectors, nothing for the plane, the losses.
fn names() -> Vec<String> {
    let handles = HANDLES.map(|handle| handle.letter().to_owned());
    let losses = loss::registry()
        .iter()
        .map(|loss| loss.spoken_name().to_owned());
    let plane = std::iter::once(String::new());
    handles.into_iter().chain(plane).chain(losses).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::lab::{FEATURE, FIRST_LOSS, PLANE};

    #[test]
    fn names_stand_at_the_places_of_their_colours() {
        let names = names();
        assert_eq!(names[usize::from(FEATURE)], "x");
        assert_eq!(names[usize::from(PLANE)], "");
        for (place, loss) in loss::registry().iter().enumerate() {
            assert_eq!(names[usize::from(FIRST_LOSS) + place], loss.name());
        }
    }
}
