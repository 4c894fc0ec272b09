//! The colours and fonts of everything written to a file: the window's light set, on white.

use crate::report::chart::colours::LIGHT;
use crate::report::{Role, Tone};

pub use crate::report::chart::colours::Colour;

/// Text, pensions paid.
pub const INK: Colour = LIGHT.ink;
/// Ground.
pub const WHITE: Colour = 0xFF_FFFF;
/// Hairlines, grid.
pub const LINE: Colour = LIGHT.line;
/// Captions, the earlier year.
pub const MUTED: Colour = LIGHT.muted;
/// Contributions, the later year.
pub const BLUE: Colour = LIGHT.blue;
/// Grants, support received.
pub const TEAL: Colour = LIGHT.teal;
/// Warning, subsidies.
pub const AMBER: Colour = LIGHT.amber;
/// A gap, a shortfall, debt; nothing else.
pub const RED: Colour = LIGHT.red;
/// The ground of a table's heading.
pub const HEAD: Colour = 0xED_EFF2;

/// The typeface named in files for other people's machines; theirs stands in where it is not there.
pub const TYPEFACE: &str = "Microsoft YaHei";
/// The families named in a picture that keeps its text, the embedded font first.
pub const FAMILIES: &str =
    "'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei','PingFang SC','WenQuanYi Micro Hei',sans-serif";

/// The colour of a series.
pub const fn role(role: Role) -> Colour {
    LIGHT.role(role)
}

/// The colour of a value in text.
pub const fn tone(tone: Tone) -> Colour {
    match tone {
        Tone::Plain | Tone::Own => INK,
        Tone::Muted | Tone::Struck => MUTED,
        Tone::Warning => 0x92_6212,
        Tone::Trouble => RED,
    }
}

/// A colour thinned with white: `percent` 100 is the colour itself.
pub const fn wash(colour: Colour, percent: u32) -> Colour {
    const fn part(channel: u8, percent: u32) -> u32 {
        255 - (255 - channel as u32) * percent / 100
    }
    let [_, red, green, blue] = colour.to_be_bytes();
    part(red, percent) << 16 | part(green, percent) << 8 | part(blue, percent)
}

/// A colour as six digits.
pub fn hex(colour: Colour) -> String {
    format!("{colour:06X}")
}
