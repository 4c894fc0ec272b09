//! Places: counties, and what lies above them.

/// How high a place stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Level {
    /// 区县: the unit that collects and pays.
    County,
    /// 市
    City,
    /// 省
    Province,
    /// 全国
    Nation,
}

impl Level {
    /// All, from the ground up.
    pub const ALL: [Level; 4] = [Level::County, Level::City, Level::Province, Level::Nation];

    /// The key in files.
    pub const fn key(self) -> &'static str {
        match self {
            Level::County => "county",
            Level::City => "city",
            Level::Province => "province",
            Level::Nation => "nation",
        }
    }

    /// The key of its name in the locale files.
    pub const fn text_key(self) -> &'static str {
        match self {
            Level::County => "level.county",
            Level::City => "level.city",
            Level::Province => "level.province",
            Level::Nation => "level.nation",
        }
    }
}
