//! Lists of things of which something is known: each thing is a row, and nothing of it stands elsewhere.

/// An enum with a row for each variant: its documentation, its name, and what there is to know of it.
///
/// All variants stand in a constant, and a method gives the row of one, `of` a table by reference and `->` as it is;
/// both are named in the head.
macro_rules! listed {
    ($(#[$about:meta])* enum $list:ident, $all:ident, $known:ident -> $row:ty; $($(#[$doc:meta])* $key:ident = $given:expr;)+) => {
        $(#[$about])*
        pub enum $list {
            $($(#[$doc])* $key,)+
        }

        impl $list {
            /// All, in the order of their rows.
            pub const $all: [$list; [$(stringify!($key)),+].len()] = [$($list::$key),+];

            /// What there is to know of it.
            pub const fn $known(self) -> $row {
                const ROWS: &[$row] = &[$($given),+];
                ROWS[self as usize]
            }
        }
    };
    ($(#[$about:meta])* enum $list:ident, $all:ident, $known:ident of $row:ty; $($(#[$doc:meta])* $key:ident = $given:expr;)+) => {
        listed! {
            $(#[$about])* enum $list, $all, $known -> &'static $row; $($(#[$doc])* $key = &$given;)+
        }
    };
}

pub(crate) use listed;
