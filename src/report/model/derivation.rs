//! How a shown value came about, as the Why panel tells it.

use std::sync::Arc;

use super::{CellValue, Subject};
use crate::field::Field;
use crate::finding::Origin;
use crate::money::Money;
use crate::month::{Month, Period};

/// How a value came about, for the Why panel.
#[derive(Clone, PartialEq, Debug)]
pub struct Derivation {
    /// The figure's name with place and period.
    pub title: String,
    /// The value.
    pub value: CellValue,
    /// The rule in words, with its source.
    pub rule: String,
    /// The rule with the numbers put in, one line a step: `3,808.00 = 10,412.00 + 0.00 − 6,604.00`, with as many decimals
    /// as the screen has.
    pub workings: Vec<String>,
    /// The same lines with all decimals; none where they are the same.
    pub exact: Vec<String>,
    /// The numbers put in, each leading on to its own derivation.
    pub inputs: Vec<Input>,
    /// The postings behind it.
    pub postings: Vec<PostingLine>,
    /// Remarks: what was read as zero, what is reconstructed.
    pub notes: Vec<String>,
}

/// A number that a derivation uses.
#[derive(Clone, PartialEq, Debug)]
pub struct Input {
    /// Its name.
    pub label: String,
    /// Its value.
    pub value: CellValue,
    /// Where it leads.
    pub leads_to: Lead,
}

impl Input {
    /// One that leads nowhere further.
    pub fn end(label: String, value: CellValue) -> Input {
        Input { label, value, leads_to: Lead::End }
    }

    /// One that leads on to its own derivation.
    pub fn of(label: String, value: CellValue, subject: Subject) -> Input {
        Input { label, value, leads_to: Lead::Subject(subject) }
    }
}

/// Where an input leads.
#[derive(Clone, PartialEq, Debug)]
pub enum Lead {
    /// Nowhere further.
    End,
    /// To another derivation.
    Subject(Subject),
    /// To a source cell, with the text that stood there.
    Source {
        /// Where.
        origin: Origin,
        /// The raw text.
        raw: String,
        /// The row of the data screen.
        county: Arc<str>,
        /// Its period.
        period: Period,
        /// Its column.
        field: Field,
    },
}

/// One posting, as shown.
#[derive(Clone, PartialEq, Debug)]
pub struct PostingLine {
    /// When.
    pub month: Month,
    /// 事项
    pub kind: String,
    /// 付方
    pub from: String,
    /// 收方
    pub to: String,
    /// 金额
    pub amount: Money,
}
