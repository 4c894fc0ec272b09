//! 各项基金: what each fund of a project has of one place, year and version; the summary form alone adds them up.
//!
//! Source: model section 11.2.

use std::sync::Arc;

use super::form::Form;
use super::kept::{self, Budgets};
use super::statement::{Statement, Version, Who};
use crate::dataset::Dataset;
use crate::fund::FundKind;

/// What is asked of the funds beside the one that is shown.
#[derive(Clone, PartialEq, Debug)]
pub struct FundsAsked {
    /// Whose, as in files.
    pub who: String,
    /// The calendar year.
    pub year: i32,
    /// The version.
    pub version: Version,
    /// The funds.
    pub funds: Vec<FundAsked>,
}

/// A fund of a project.
#[derive(Clone, PartialEq, Debug)]
pub struct FundAsked {
    /// Which.
    pub fund: FundKind,
    /// Its form of the year.
    pub form: Arc<Form>,
    /// Its figures; of a fund without any, those whose places it has.
    pub data: Arc<Dataset>,
    /// Its budgets of the year.
    pub budgets: Budgets,
}

/// The statement of a fund.
#[derive(Clone, PartialEq, Debug)]
pub struct OfFund {
    /// Which.
    pub fund: FundKind,
    /// Its form.
    pub form: Arc<Form>,
    /// The statement of the place.
    pub statement: Statement,
}

impl FundsAsked {
    /// The statements that there are, in the order of the funds.
    pub fn answer(&self) -> Vec<OfFund> {
        let of_fund = |asked: &FundAsked| {
            let FundAsked { fund, form, data, budgets } = asked;
            let alone = (data.fund != *fund).then(|| data.without_figures(*fund));
            let data = alone.as_ref().unwrap_or(data);
            let who = Who::of_key(&self.who, &data.places)?;
            let statement = kept::told_of(form, data, budgets, (who, self.year, self.version))?;
            Some(OfFund { fund: *fund, form: form.clone(), statement })
        };
        self.funds.iter().filter_map(of_fund).collect()
    }
}
