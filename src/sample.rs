//! 示例数据: the shipped data of Huangshan's seven counties, 2004–2007, rebuilt from published yearly figures.

use crate::dataset::Dataset;
use crate::intake;

/// The file's name, as Why shows it.
pub const FILE: &str = "huangshan.csv";

/// The sample, marked as such.
pub fn load() -> Dataset {
    let text = include_bytes!("../assets/sample/huangshan.csv");
    let mut dataset = intake::import(FILE, text).expect("the shipped sample is without error").dataset;
    dataset.is_sample = true;
    dataset
}
