//! 待遇计发: what a new retiree gets under the rules of 1997, 2001 and 2005, for one person and for a year's.

pub mod person;
pub mod year;
