//! The colours and fonts of everything written to a file: the window's light set, on white.

use crate::report::{Role, Tone};

/// A colour, as red, green and blue.
pub type Colour = u32;

/// Text, pensions paid.
pub const INK: Colour = 0x1B_2430;
/// Ground.
pub const WHITE: Colour = 0xFF_FFFF;
/// Hairlines, grid.
pub const LINE: Colour = 0xDA_DDE2;
/// The last of several runs side by side.
pub const BROWN: Colour = 0x69_4F28;
/// Captions, the earlier year.
pub const MUTED: Colour = 0x69_7483;
/// Contributions, the later year.
pub const BLUE: Colour = 0x1F_5F99;
/// Grants, support received.
pub const TEAL: Colour = 0x2B_8A84;
/// Warning, subsidies.
pub const AMBER: Colour = 0xB7_791F;
/// A gap, a shortfall, debt; nothing else.
pub const RED: Colour = 0xB2_3A2E;
/// The ground of a table's heading.
pub const HEAD: Colour = 0xED_EFF2;

/// The typeface named in files for other people's machines; theirs stands in where it is not there.
pub const TYPEFACE: &str = "Microsoft YaHei";
/// The families named in a picture that keeps its text, the embedded font first.
pub const FAMILIES: &str =
    "'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei','PingFang SC','WenQuanYi Micro Hei',sans-serif";

/// The colour of a series.
pub const fn role(role: Role) -> Colour {
    match role {
        Role::Contributions | Role::Later => BLUE,
        Role::Pensions | Role::Ratio => INK,
        Role::Trouble => RED,
        Role::Grants | Role::Balance => TEAL,
        Role::Subsidies => AMBER,
        Role::Earlier => MUTED,
        Role::Nth(n) => [BLUE, AMBER, TEAL, INK, MUTED, BROWN][n as usize % 6],
    }
}

/// The colour of a value in text.
pub const fn tone(tone: Tone) -> Colour {
    match tone {
        Tone::Plain | Tone::Own => INK,
        Tone::Muted => MUTED,
        Tone::Warning => 0x92_6212,
        Tone::Trouble => RED,
    }
}

/// A colour thinned with white: `percent` 100 is the colour itself.
pub const fn wash(colour: Colour, percent: u32) -> Colour {
    const fn part(channel: u32, percent: u32) -> u32 {
        255 - (255 - channel) * percent / 100
    }
    part(colour >> 16 & 255, percent) << 16 | part(colour >> 8 & 255, percent) << 8 | part(colour & 255, percent)
}

/// A colour as six digits.
pub fn hex(colour: Colour) -> String {
    format!("{colour:06X}")
}
