//! The views: each makes the figures and sheets of one subject from data, runs and answers.

pub mod assessment;
pub mod assumptions;
pub mod by_hand;
pub mod by_year;
pub mod comparison;
pub mod context;
pub mod county;
pub mod data_sheet;
pub mod fan;
pub mod flows;
pub mod goal_seek;
pub mod heat_map;
pub mod import_sheet;
pub mod matrix;
pub mod overlaid;
pub mod overview;
pub mod policy;
pub mod published;
pub mod reference;
pub mod replayed;
pub mod retirement;
pub mod side_by_side;
pub mod tornado;
pub mod variance;
pub(in crate::report) mod view;
pub mod waterfall;
pub mod years;
