//! How long names of lanes are, which name folders too.

/// Systems take names of 255 bytes; what is made beside a folder has a longer name than it.
pub const LONGEST_NAME: usize = 100;

/// `name`, cut where it is longer than that of a lane.
pub fn fitting(name: &str) -> &str {
    cut_at(name, LONGEST_NAME)
}

/// `name` with a number behind it, `circle-2`, cut to be no longer than that of a lane.
pub fn numbered(name: &str, number: u32) -> String {
    let number = format!("-{number}");
    let room = LONGEST_NAME.saturating_sub(number.len());
    cut_at(name, room).to_owned() + &number
}

fn cut_at(name: &str, most: usize) -> &str {
    &name[..name.floor_char_boundary(most)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_made_are_as_long_as_lanes_may_be() {
        let check = |name: &str, expect: &str| assert_eq!(numbered(fitting(name), 12), expect);
        check("circle", "circle-12");
        check(&"x".repeat(97), &("x".repeat(97) + "-12"));
        check(&"x".repeat(300), &("x".repeat(97) + "-12"));
        check(&"中".repeat(100), &("中".repeat(32) + "-12"));
        assert_eq!(fitting(&"x".repeat(101)), "x".repeat(100));
    }
}
