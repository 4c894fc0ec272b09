//! What a person works on, and undo takes back: the scenarios, the deck, corrections of the data, budgets, the special
//! account, assessments, and caps, channels and targets.

use std::sync::Arc;

use crate::assessment::kept::Kept;
use crate::dataset::Corrections;
use crate::report::deck::Plan;
use crate::scenario::family::Family;
use crate::special_account::account::Account;
use crate::special_account::ladder::Ladders;
use crate::statements::kept::Budgets;
use crate::statements::programme::Programmes;

/// The scenarios, the deck and the budgets of a project, and the corrections of its data.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Work {
    /// The scenarios.
    pub family: Family,
    /// The deck.
    pub deck: Plan,
    /// 更正: what stands in the place of values that were read.
    pub corrections: Corrections,
    /// Budgets and other statements, by year and version.
    pub budgets: Budgets,
    /// 专户: the ledgers of bank and agency, and what was matched by hand.
    pub account: Arc<Account>,
    /// 考核: trees, what was entered, terms of reward and draw; `None` as long as nothing was changed.
    pub assessed: Option<Arc<Kept>>,
    /// 存款结构: what the bank pays, the reserve, and ladders beside each other.
    pub ladders: Arc<Ladders>,
    /// 专项: the medical cap, channels of funding, targets by unit.
    pub programmes: Programmes,
}

impl From<Family> for Work {
    fn from(family: Family) -> Work {
        Work { family, ..Work::default() }
    }
}
