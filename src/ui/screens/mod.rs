//! The screens, one file each, and their list.

mod account;
pub(super) mod assess;
mod benefits;
pub(super) mod budget;
mod county;
pub(super) mod data;
mod deck;
mod family;
mod import;
mod levers;
mod overview;
mod policy;
mod programme;
mod published;
mod workbench;
mod years;

use super::page::{Page, PageEntry, Scene};
use crate::help::blank::{Blank, Given};

/// All screens in the order of the rail, which is also that of their keys.
pub const ALL: &[PageEntry] = &[
    overview::Overview::ENTRY,
    county::County::ENTRY,
    years::Years::ENTRY,
    workbench::WORKBENCH,
    data::Data::ENTRY,
    deck::Deck::ENTRY,
    published::Published::ENTRY,
    policy::Policy::ENTRY,
    budget::BUDGET,
    account::ACCOUNT,
    benefits::BENEFITS,
    assess::ASSESS,
    programme::PROGRAMME,
    import::Import::ENTRY,
];

/// What the project tells of a blank table.
pub fn given(scene: Scene<'_>, blank: Blank) -> Given {
    match blank {
        Blank::Entries => assess::entry::blank(scene),
        Blank::Budget => budget::forms::blank(scene),
        Blank::Months | Blank::Years | Blank::Ledger | Blank::Ages => Given::default(),
    }
}
