//! What is shown, in words: numbers as people write them, names of levers and readings, a sheet as text, and how it is looked at.

pub mod arranged;
pub mod asked;
pub mod chart_text;
pub mod law;
pub mod number;
pub mod period;
pub mod place;
pub mod search;
pub mod sheet_text;
