//! The colours of everything drawn, on a light and on a dark ground: the window has both sets, files the light one.
//!
//! Colours mean something: red is a gap, a shortfall or debt and nothing else. They are told apart by shape, mark or
//! label as well, for readers who confuse red and green.

use crate::report::Role;

/// A colour, as red, green and blue.
pub type Colour = u32;

/// A set of colours, as a medium has them.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Colours<C = Colour> {
    /// Text, pensions paid.
    pub ink: C,
    /// Ground.
    pub paper: C,
    /// Hairlines, grid.
    pub line: C,
    /// Captions, the earlier year.
    pub muted: C,
    /// Contributions, the later year, selection.
    pub blue: C,
    /// Grants, support received.
    pub teal: C,
    /// Warning, subsidies.
    pub amber: C,
    /// A gap, a shortfall, debt; nothing else.
    pub red: C,
    /// The last of several runs side by side.
    pub brown: C,
}

/// On a light ground.
pub const LIGHT: Colours = Colours {
    ink: 0x1B_2430,
    paper: 0xFB_FBF9,
    line: 0xDA_DDE2,
    muted: 0x69_7483,
    blue: 0x1F_5F99,
    teal: 0x2B_8A84,
    amber: 0xB7_791F,
    red: 0xB2_3A2E,
    brown: 0x69_4F28,
};

/// On a dark ground.
pub const DARK: Colours = Colours {
    ink: 0xE6_EAF0,
    paper: 0x14_181E,
    line: 0x2A_313B,
    muted: 0x93_A0B1,
    blue: 0x6F_B1E8,
    teal: 0x5F_C7BF,
    amber: 0xE3_B15B,
    red: 0xF0_8A7E,
    brown: 0xE5_CEA6,
};

impl<C: Copy> Colours<C> {
    /// The colour of a series.
    pub const fn role(&self, role: Role) -> C {
        match role {
            Role::Contributions | Role::Later => self.blue,
            Role::Pensions | Role::Ratio => self.ink,
            Role::Trouble => self.red,
            Role::Grants | Role::Balance => self.teal,
            Role::Subsidies => self.amber,
            Role::Earlier => self.muted,
            Role::Nth(n) => [self.blue, self.amber, self.teal, self.ink, self.muted, self.brown][n as usize % 6],
        }
    }
}
