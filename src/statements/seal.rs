//! As what a version of a budget is kept: 草稿, 送审稿, 批复稿, with date and words.
//!
//! Source: model section 11.2.

use crate::listed::listed;

listed! {
    /// As what a version is kept.
    #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
    enum Stage, ALL, text_key -> &'static str;

    /// 草稿: the version itself stays open.
    Draft = "stage.draft";
    /// 送审稿
    Submitted = "stage.submitted";
    /// 批复稿
    Approved = "stage.approved";
}

impl Stage {
    /// The name in files.
    pub fn key(self) -> &'static str {
        self.text_key().trim_start_matches("stage.")
    }

    /// The stage of a name.
    pub fn of_key(key: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.key() == key)
    }
}

/// As what, when, and with which words a version was kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seal {
    /// As what.
    pub stage: Stage,
    /// The day, as the officer gives it.
    pub date: String,
    /// The officer's words, such as the number of the approval.
    pub words: String,
}
