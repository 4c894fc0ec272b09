//! Lists of things of which much is known: each thing is a row, and nothing of it stands elsewhere.

/// An enum with a row for each variant: its documentation, its name, and what there is to know of it.
///
/// All variants stand in a constant, and a method gives the row of one; both are named in the head.
macro_rules! listed {
    ($(#[$about:meta])* enum $list:ident, $all:ident, $known:ident -> $row:ty; $($(#[$doc:meta])+ $key:ident = $given:expr;)+) => {
        $(#[$about])*
        pub enum $list {
            $($(#[$doc])+ $key,)+
        }

        impl $list {
            /// All, in the order of their rows.
            pub const $all: [$list; [$(stringify!($key)),+].len()] = [$($list::$key),+];

            /// What there is to know of it.
            pub const fn $known(self) -> &'static $row {
                const ROWS: &[$row] = &[$($given),+];
                &ROWS[self as usize]
            }
        }
    };
}

pub(crate) use listed;
