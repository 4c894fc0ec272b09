//! From a plan to slides: each view is made from data, runs and answers, its title and takeaway written from the numbers.

use std::sync::Arc;

use super::found::Found;
use super::viewed::{Drawn, Given, Materials};
use super::{Page, Plan, Shows, notes};
use crate::answers::Desk;
use crate::assessment::kept::Kept;
use crate::finding::{Finding, Findings, Origin};
use crate::journal::Keep;
use crate::report::Sheet;
use crate::report::model::slide::{Body, Deck, Slide};
use crate::report::views::context::{Context, Settled};
use crate::report::words::number::Style;
use crate::scenario::family::{Family, Id};
use crate::simulation::{self, Failure};
use crate::special_account::account::Account;
use crate::special_account::ladder::Ladders;
use crate::statements::kept::Budgets;
use crate::statements::programme::Programmes;

/// The most findings on a page of conclusions.
const MOST_FINDINGS: usize = 6;

/// What a plan's slides depend on, besides the data.
#[derive(Clone, PartialEq, Debug)]
pub struct Order {
    /// What is to be shown.
    pub plan: Plan,
    /// The scenarios.
    pub family: Family,
    /// The budgets that are kept.
    pub budgets: Budgets,
    /// Trees, entries and rules of assessments.
    pub assessed: Arc<Kept>,
    /// The cap, the channels and the targets.
    pub programmes: Programmes,
    /// The ledgers of the special account.
    pub account: Arc<Account>,
    /// What its money is laid out by.
    pub ladders: Arc<Ladders>,
    /// Language and unit.
    pub style: Style,
    /// 资料来源
    pub source: String,
}

impl Order {
    /// Of a project that keeps nothing but its scenarios.
    pub fn alone(plan: Plan, family: Family, style: Style, source: String) -> Order {
        let (budgets, assessed, programmes) = Default::default();
        let (account, ladders) = Default::default();
        Order { plan, family, budgets, assessed, programmes, account, ladders, style, source }
    }

    /// The numbers of the scenarios that the plan speaks of, the base where another is shown beside it.
    pub(super) fn scenarios(&self) -> Vec<usize> {
        let members = self.family.members();
        let used: Vec<Id> = self.plan.pages.iter().flat_map(|page| page.shows.scenarios()).collect();
        let beside_base = self.plan.pages.iter().any(|page| page.shows.is_beside_base());
        let wanted = |n: &usize| used.contains(&members[*n].id) || (*n == 0 && beside_base);
        (0..members.len()).filter(wanted).collect()
    }

    /// Runs the scenarios that the plan speaks of and makes each page; one that can't be made says why.
    ///
    /// # Errors
    /// [`Failure::Stopped`].
    pub fn slides(&self, desk: Desk<'_>) -> Result<Vec<Made>, Failure> {
        let members = self.family.members();
        let numbers = self.scenarios();
        let mut runs: Vec<Option<Arc<Settled>>> = vec![None; members.len()];
        let run = || {
            |job: usize| {
                let scenario = members[numbers[job]].scenario.clone();
                let run = simulation::run(desk.data, &scenario, Keep::Journal, &desk.progress.stop).ok()?;
                Some(Arc::new(Settled { observed: desk.data.clone(), run, scenario }))
            }
        };
        let done = simulation::side_by_side(numbers.len(), desk.threads, desk.progress, run)?;
        for (number, run) in numbers.iter().zip(done) {
            runs[*number] = run;
        }
        let context = Context { observed: desk.data, runs: &runs, style: self.style, source: &self.source };
        slides(
            &self.plan,
            Materials {
                context,
                family: &self.family,
                budgets: &self.budgets,
                assessed: &self.assessed,
                programmes: &self.programmes,
                account: &self.account,
                ladders: &self.ladders,
                desk,
                plan: &self.plan,
                found: &Found::default(),
            },
        )
    }
}

/// A page as it was made.
#[derive(Clone, PartialEq, Debug)]
pub struct MadePage {
    /// The slide.
    pub slide: Slide,
    /// The whole table behind it; `None` where the view has none.
    pub sheet: Option<Sheet>,
}

/// A page, or why there is none.
pub type Made = Result<MadePage, Findings>;

/// Makes each page of a plan; a page that can't be made says why.
fn slides(plan: &Plan, materials: Materials<'_>) -> Result<Vec<Made>, Failure> {
    // What follows each other is often of one view, which is made once.
    let mut last: Option<(&Shows, Given)> = None;
    let mut made = Vec::with_capacity(plan.pages.len());
    for page in &plan.pages {
        if materials.desk.progress.is_stopped() {
            return Err(Failure::Stopped);
        }
        if last.as_ref().is_none_or(|(shows, _)| **shows != page.shows) {
            match materials.given(&page.shows) {
                Ok(given) => last = Some((&page.shows, given)),
                Err(Failure::Stopped) => return Err(Failure::Stopped),
                Err(Failure::Findings(findings)) => {
                    made.push(Err(findings));
                    continue;
                }
            }
        }
        let given = last.as_ref().map(|(_, given)| given);
        let part = given.and_then(|given| given.part(page.part, &page.table, materials.context.style));
        made.push(part.map_or_else(no_part, |part| Ok(slide(plan, page, part, &materials))));
    }
    conclude(plan, &mut made);
    Ok(made)
}

/// Fills the pages of conclusions with what the other pages find, each said once: the officer's own takeaway where she gave
/// one, else the finding in the title.
fn conclude(plan: &Plan, made: &mut [Made]) {
    let mut found: Vec<String> = Vec::new();
    for (page, made) in plan.pages.iter().zip(&*made) {
        let Ok(MadePage { slide, .. }) = made else { continue };
        if matches!(slide.body, Body::Words(_)) {
            continue;
        }
        let own = page.takeaway.as_ref().filter(|own| !own.trim().is_empty());
        let said = own.unwrap_or(&slide.title).trim_end_matches(['。', '.']).to_owned();
        // What one sentence says with more is not said twice.
        if said.is_empty() || found.iter().any(|found| found.starts_with(&said)) {
            continue;
        }
        found.retain(|found| !said.starts_with(found.as_str()));
        found.push(said);
    }
    found.truncate(MOST_FINDINGS);
    for (page, made) in plan.pages.iter().zip(made) {
        let (Shows::Conclusions, Ok(page)) = (&page.shows, made) else { continue };
        if let Body::Words(words) = &mut page.slide.body {
            words.lines.clone_from(&found);
            page.slide.notes = found.join("\n");
        }
    }
}

/// A view has lost what the page showed of it.
fn no_part() -> Made {
    Err(vec![Finding::error("slide-no-part", Origin::default())])
}

/// The slide of a page.
fn slide(plan: &Plan, page: &Page, mut part: Drawn, materials: &Materials<'_>) -> MadePage {
    if let Some(chart) = part.body.points_mut() {
        *chart.noted_mut() = notes::noted(&plan.notes_of(page, &materials.assessed.tree_text().0), chart);
    }
    let notes = materials.notes(&part.title, &part.body);
    // That it is a sample is said whatever the officer's words.
    let is_own = !plan.source.is_empty() && !part.body.source().is_empty() && materials.desk.data.example.is_none();
    let language = materials.context.language();
    let source = if is_own { language.fill("source.files", &[("source", &plan.source)]) } else { String::new() };
    let slide = Slide {
        source,
        title: page.title.clone().unwrap_or(part.title),
        takeaway: page.takeaway.clone().unwrap_or(part.takeaway),
        notes,
        ..Slide::new(String::new(), part.body)
    };
    MadePage { slide, sheet: part.sheet }
}

/// The deck of the pages that could be made.
pub fn deck(plan: &Plan, slides: Vec<Slide>) -> Deck {
    Deck { name: plan.name.clone(), slides, shape: plan.shape, date: plan.date.clone(), footer: plan.footer.clone() }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use super::*;
    use crate::locale::Language;
    use crate::proposal;
    use crate::report::Place;
    use crate::report::deck::Of;
    use crate::report::deck::ready::Ready;
    use crate::sample;
    use crate::scenario::Scenario;
    use crate::simulation::Progress;

    #[test]
    fn every_page_of_the_ready_made_decks_can_be_made_of_the_sample() {
        let data = Arc::new(sample::load());
        let mut scenarios = proposal::scenarios(&data, Language::Chinese);
        let by_age = proposal::by_age(&scenarios[0], Language::Chinese);
        scenarios.push(Arc::new(Scenario { months: 30, ..by_age }));
        let family = Family::of(scenarios);
        let context = Context { observed: &data, runs: &[], style: Style::default(), source: "d.csv" };
        let progress = Progress::new();
        let desk = Desk { data: &data, threads: NonZeroUsize::MIN, progress: &progress };
        for ready in Ready::ALL {
            if ready == Ready::SpecialAccount {
                continue;
            }
            let plan = ready.alone(&context, &family);
            let least = if ready == Ready::Draft { 2 } else { 5 };
            assert!(plan.pages.len() >= least, "{ready:?}");
            let order = Order::alone(plan, family.clone(), Style::default(), "d.csv".to_owned());
            let made = order.slides(desk).unwrap();
            if ready == Ready::Annual {
                let title = |n: usize| made[n + 2].as_ref().unwrap().slide.title.clone();
                assert_eq!(title(0), "2007年屯溪区基本养老金支出 4,914 万元，较2004年增长 93.5%，月均多 198 万元");
                assert!(title(1).starts_with("2007年屯溪区征缴收入 3,440 万元，较2004年增长 "), "{}", title(1));
                assert!(title(2).contains("短缺率 30.0%"), "{}", title(2));
            }
            for (page, made) in order.plan.pages.iter().zip(made) {
                let slide = made.unwrap().slide;
                // Every page that speaks of the scenario with the shipped ages says so.
                let scenario = |id: &Id| &family.members()[family.position(*id).unwrap()].scenario;
                let by_age = |id: &Id| scenario(id).people.is_some();
                let speaks = page.shows.scenarios().iter().any(by_age) && !matches!(page.shows, Shows::Budget { .. });
                assert!(!slide.title.is_empty(), "{slide:?}");
                if matches!(slide.body, Body::Words(_)) {
                    continue;
                }
                assert_eq!(slide.notes.contains("示例结构"), speaks, "{slide:?}");
                assert!(slide.notes.contains("示例数据"), "{slide:?}");
            }
        }
    }

    #[test]
    fn the_bridge_page_leads_to_a_scenario_told_from_earlier() {
        let data = Arc::new(sample::load());
        let mut scenarios = proposal::scenarios(&data, Language::Chinese);
        scenarios[1] = Arc::new(scenarios[1].from_earlier("2007-01".parse().unwrap()));
        let family = Family::of(scenarios);
        let id = |number: usize| family.members()[number].id;
        let quantity = crate::answers::Quantity::Debt;
        let shows = Shows::Bridge { from: id(0), to: id(1), quantity, place: Place::Root, period: None };
        let plan = Plan { pages: vec![Page::new(shows)], ..Plan::default() };
        let order = Order::alone(plan, family.clone(), Style::default(), String::new());
        let progress = Progress::new();
        let made = order.slides(Desk { data: &data, threads: NonZeroUsize::MIN, progress: &progress }).unwrap();
        assert!(made[0].is_ok(), "{:?}", made[0]);
    }

    #[test]
    fn a_page_whose_scenario_is_gone_says_so_and_the_others_stand() {
        let data = Arc::new(sample::load());
        let family = Family::of(proposal::scenarios(&data, Language::Chinese));
        let gone = Shows::Fan { scenario: 99, total: crate::simulation::stochastic::Total::Debt };
        let mut own = Page::new(Shows::Fund { of: Of::Data, place: Place::Root });
        own.title = Some("自己的话".to_owned());
        let plan = Plan { pages: vec![Page::new(gone), own], ..Plan::default() };
        let order = Order::alone(plan, family, Style::default(), String::new());
        let progress = Progress::new();
        let desk = Desk { data: &data, threads: NonZeroUsize::MIN, progress: &progress };
        let made = order.slides(desk).unwrap();
        assert_eq!(made[0].as_ref().unwrap_err()[0].code, "slide-no-scenario");
        assert_eq!(made[1].as_ref().unwrap().slide.title, "自己的话");
        assert_ne!(made[1].as_ref().unwrap().slide.notes.lines().next(), Some("自己的话"));
    }
}
