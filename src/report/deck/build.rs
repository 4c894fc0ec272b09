//! From a plan to slides: each view is made from data, runs and answers, its title and takeaway written from the numbers.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::assessed::AssessedPages;
use super::budgeted::Budgeted;
use super::found::Found;
use super::ledgered::AccountPages;
use super::rows::{some_rows, spread};
use super::scored::ScoredPages;
use super::titles::Titles;
use super::{CountyChart, HEAT_VALUES, Of, OutcomeChart, Page, Plan, RetirementChart, Shows, YearsChart};
use crate::answers::bridge::bridge;
use crate::answers::grid::{Axis, grid};
use crate::answers::retirement::{Retirement, retirement};
use crate::answers::sensitivity::{Step, sensitivity};
use crate::answers::solve::solve;
use crate::answers::{Desk, Reading};
use crate::assessment::kept::Kept;
use crate::dataset::Grain;
use crate::finding::{Finding, Findings};
use crate::journal::Keep;
use crate::report::model::slide::{Body, Deck, MOST_ROWS, Slide};
use crate::report::views::assessment::assessment;
use crate::report::views::comparison::comparison;
use crate::report::views::context::{Context, Settled};
use crate::report::views::county::county;
use crate::report::views::fan::fan;
use crate::report::views::goal_seek::goal_seek;
use crate::report::views::heat_map::{Asked, heat_map};
use crate::report::views::overview::overview_against;
use crate::report::views::programme::{self, moved};
use crate::report::views::replayed::replayed;
use crate::report::views::retirement::{Item, Told};
use crate::report::views::tornado::tornado;
use crate::report::views::waterfall::waterfall;
use crate::report::views::years::{fund_by_year, two_years};
use crate::report::words::number::Style;
use crate::report::{Books, CellValue, Figure, Key, Place, Sheet, Subject, why};
use crate::scenario::Scenario;
use crate::scenario::address;
use crate::scenario::family::{Family, Id};
use crate::scenario::people::Policy;
use crate::simulation::{self, Failure, stochastic};
use crate::special_account::account::Account;
use crate::special_account::ladder::Ladders;
use crate::statements::kept::Budgets;
use crate::statements::programme::Programmes;

/// The most rules that the notes of a slide explain.
const MOST_RULES: usize = 3;

/// What slides are made from.
#[derive(Clone, Copy)]
pub struct Materials<'a> {
    /// Data, runs by scenario number, language and unit.
    pub context: Context<'a>,
    /// The scenarios by the same numbers.
    pub family: &'a Family,
    /// The budgets that are kept.
    pub budgets: &'a Budgets,
    /// Trees, entries, rules.
    pub assessed: &'a Arc<Kept>,
    /// The cap, the channels and the targets.
    pub programmes: &'a Programmes,
    /// The ledgers of the special account.
    pub account: &'a Arc<Account>,
    /// What its money is laid out by.
    pub ladders: &'a Arc<Ladders>,
    /// For what has to be worked out.
    pub desk: Desk<'a>,
    /// What was worked out for the pages before.
    pub found: &'a Found,
}

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
    /// The numbers of the scenarios that the plan speaks of, the base where another is shown beside it.
    pub(super) fn scenarios(&self) -> Vec<usize> {
        let members = self.family.members();
        let used: Vec<Id> = self.plan.pages.iter().flat_map(|page| page.shows.scenarios()).collect();
        let beside_base = self.plan.pages.iter().any(|page| matches!(page.shows, Shows::Outcome { .. }));
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

/// What a view gives, before the officer's own words.
struct Given {
    title: String,
    takeaway: String,
    body: Body,
    sheet: Option<Sheet>,
}

/// Makes each page of a plan; a page that can't be made says why.
///
/// # Errors
/// [`Failure::Stopped`].
pub fn slides(plan: &Plan, materials: Materials<'_>) -> Result<Vec<Made>, Failure> {
    plan.pages.iter().map(|page| slide(page, materials)).collect()
}

/// Makes the slide of a page, or says why it can't be made.
///
/// # Errors
/// [`Failure::Stopped`].
pub fn slide(page: &Page, materials: Materials<'_>) -> Result<Made, Failure> {
    if materials.desk.progress.is_stopped() {
        return Err(Failure::Stopped);
    }
    let given = match materials.view(&page.shows) {
        Ok(given) => given,
        Err(Failure::Stopped) => return Err(Failure::Stopped),
        Err(Failure::Findings(findings)) => return Ok(Err(findings)),
    };
    let notes = materials.notes(&given);
    let slide = Slide {
        title: page.title.clone().unwrap_or(given.title),
        takeaway: page.takeaway.clone().unwrap_or(given.takeaway),
        notes,
        ..Slide::new(String::new(), given.body)
    };
    Ok(Ok(MadePage { slide, sheet: given.sheet }))
}

/// The deck of the pages that could be made.
pub fn deck(plan: &Plan, slides: Vec<Slide>) -> Deck {
    Deck { name: plan.name.clone(), slides, shape: plan.shape, date: plan.date.clone(), footer: plan.footer.clone() }
}

impl Materials<'_> {
    fn view(&self, shows: &Shows) -> Result<Given, Failure> {
        let context = &self.context;
        let (titles, language) = (Titles { context }, context.language());
        let given = |title, body, sheet| Given { title, takeaway: String::new(), body, sheet: Some(sheet) };
        let figure = |title, figure, sheet| given(title, Body::Figure(figure), sheet);
        let table = |title, sheet: Sheet| given(title, Body::Sheet(sheet.clone()), sheet);
        Ok(match shows {
            Shows::Overview { of, place, period, against } => {
                let made = overview_against(context, self.books(*of)?, place, *period, None, *against);
                Given { takeaway: self.said(&made.keys), ..table(made.headline, without_trends(made.sheet)) }
            }
            Shows::County { of, place, period, chart } => {
                let made = county(context, self.books(*of)?, place, *period);
                let name = context.place_name(place);
                let over_time = |figure: &Figure, key: &str| titles.of_time(figure, &name, language.text(key));
                let (title, chart) = match chart {
                    CountyChart::Flows => (None, made.flows),
                    CountyChart::Shortfall if context.observed.grain == Grain::Monthly => {
                        (over_time(&made.shortfall_ratio, "measure.shortfall_ratio"), made.shortfall_ratio)
                    }
                    CountyChart::Shortfall => (None, made.shortfall_ratio),
                    CountyChart::Dependency => {
                        (over_time(&made.dependency, "measure.dependency_ratio"), made.dependency)
                    }
                    CountyChart::Collection => {
                        (over_time(&made.collection, "measure.collection_rate"), made.collection)
                    }
                    // Where money is owed the title speaks of what is left of the balance.
                    CountyChart::Balance => match made.balance.series.as_slice() {
                        [_, _, net] => {
                            let net = Figure { series: vec![net.clone()], ..made.balance.clone() };
                            (over_time(&net, "quantity.net_balance"), made.balance)
                        }
                        _ => (over_time(&made.balance, "field.balance"), made.balance),
                    },
                };
                let takeaway = self.said(&made.keys);
                Given { takeaway, ..figure(title.unwrap_or(made.headline), chart, made.sheet) }
            }
            Shows::Years { of, place, earlier, later, chart } => {
                let made = two_years(context, self.books(*of)?, place, *earlier, *later);
                let name = context.place_name(place);
                let summed =
                    |figure: &Figure, key: &str| titles.of_years(figure, made.same?, &name, language.text(key));
                let (title, chart) = match chart {
                    YearsChart::Pensions => (summed(&made.pensions, "field.pension"), made.pensions),
                    YearsChart::Contributions => {
                        (summed(&made.contributions, "years.contributions"), made.contributions)
                    }
                    YearsChart::Shortfall => (None, made.shortfall_ratio),
                    YearsChart::Table => return Ok(table(made.headline, made.sheet)),
                };
                figure(title.unwrap_or(made.headline), chart, made.sheet)
            }
            Shows::Fund { of } => {
                let made = fund_by_year(context, self.books(*of)?);
                figure(made.headline, made.figure, made.sheet)
            }
            Shows::Assessment { year } => {
                let made = assessment(context, *year).ok_or_else(|| {
                    Failure::from(Finding::error("slide-no-targets", Default::default()).with("year", year))
                })?;
                table(made.headline, made.sheet)
            }
            Shows::Budget { year, place, scenario, chart } => {
                let Materials { family, budgets, desk, found, .. } = *self;
                let (year, scenario) = (*year, *scenario);
                let budgeted = Budgeted { context, family, budgets, desk, found, year, place, scenario };
                let made = budgeted.made(*chart)?;
                Given { takeaway: made.takeaway, ..given(made.title, made.body, made.sheet) }
            }
            Shows::Scores { year, chart } => {
                let Materials { budgets, assessed: kept, desk, .. } = *self;
                let made = ScoredPages { context, kept, budgets, desk, year: *year }.made(*chart)?;
                Given { takeaway: made.takeaway, ..given(made.title, made.body, made.sheet) }
            }
            Shows::Assessed { year, place, scenario, chart } => {
                let Materials { family, budgets, assessed: kept, desk, .. } = *self;
                let (year, scenario) = (*year, *scenario);
                let pages = AssessedPages { context, family, kept, budgets, desk, year, place, scenario };
                let made = pages.made(*chart)?;
                Given { takeaway: made.takeaway, ..given(made.title, made.body, made.sheet) }
            }
            Shows::Outcome { scenario, place, chart } => {
                let number = self.number(*scenario)?;
                let made = comparison(context, 0, number, place).ok_or_else(no_run)?;
                let body = match chart {
                    OutcomeChart::Balance => figure(made.headline, made.balance, made.sheet),
                    OutcomeChart::Debt => {
                        let title = titles.of_debt(&made.debt, &context.place_name(place));
                        figure(title.unwrap_or(made.headline), made.debt, made.sheet)
                    }
                    OutcomeChart::Table => table(made.headline, made.sheet),
                };
                Given { takeaway: self.said(&made.keys), ..body }
            }
            Shows::Retirement { scenario, place, year, chart } => {
                let found = self.retirement(*scenario, place)?;
                let own = self.scenario(*scenario)?.people.as_ref().map_or(Policy::default(), |people| people.policy);
                let told = Told::new(context, self.number(*scenario)?, &found, own).ok_or_else(no_run)?;
                let (first, last) = (year.unwrap_or(*told.years().start()), year.unwrap_or(*told.years().end()));
                let by_year = |item| figure(told.title(item, last), told.figure(item), told.sheet());
                let made = match chart {
                    RetirementChart::Gap => figure(told.headline(last), told.figure(Item::Gap), told.sheet()),
                    RetirementChart::Net => by_year(Item::Net),
                    RetirementChart::Dependency => by_year(Item::Dependency),
                    RetirementChart::Contributors => by_year(Item::Contributors),
                    RetirementChart::Retirees => by_year(Item::Retirees),
                    RetirementChart::Table => {
                        let sheet = told.sheet();
                        let rows = spread(told.years().count(), last - told.years().start());
                        let body = Body::Sheet(some_rows(&sheet, &rows, language));
                        given(told.headline(last), body, sheet)
                    }
                    RetirementChart::Ages => {
                        return Ok(figure(told.ages_headline(last), told.ages_figure(last), told.ages(last)));
                    }
                    RetirementChart::Months => {
                        return Ok(figure(told.months_headline(first), told.months(first), told.months_sheet(first)));
                    }
                };
                let keys = match chart {
                    RetirementChart::Gap | RetirementChart::Net | RetirementChart::Table => {
                        told.keys(last, &[Item::Gap, Item::Net])
                    }
                    _ => told.keys(last, &[Item::Contributors, Item::Retirees, Item::Dependency]),
                };
                Given { takeaway: self.said(&keys), ..made }
            }
            Shows::Bridge { from, to, quantity, place } => {
                let reading = Reading { quantity: *quantity, place: place.clone(), period: None };
                let numbers = [self.number(*from)?, self.number(*to)?];
                let (from, to) = (self.scenario(*from)?, self.scenario(*to)?);
                let found = bridge(&self.desk, from, to, &reading)?;
                let made = waterfall(context, [(numbers[0], from), (numbers[1], to)], &reading, &found);
                figure(made.headline, made.figure, made.sheet)
            }
            Shows::Tornado { scenario, quantity, place } => {
                let reading = Reading { quantity: *quantity, place: place.clone(), period: None };
                let scenario = self.scenario(*scenario)?;
                let steps: Vec<Step> = address::of_all(scenario).into_iter().map(Step::usual).collect();
                let found = sensitivity(&self.desk, scenario, &steps, &reading)?;
                let made = tornado(context, scenario, &reading, &found);
                figure(made.headline, made.figure, made.sheet)
            }
            Shows::Fan { scenario, total } => {
                let number = self.number(*scenario)?;
                let scenario = self.scenario(*scenario)?;
                let found = stochastic::run(self.desk.data, scenario, self.desk.threads, self.desk.progress)?;
                let made = fan(context, number, scenario, &found, *total).ok_or_else(no_run)?;
                figure(made.headline, made.fan, made.sheet)
            }
            Shows::Seek { scenario, question, place } => {
                let scenario = self.scenario(*scenario)?;
                let counties: Vec<Arc<str>> = self.desk.data.counties.iter().map(|c| c.name.clone()).collect();
                let posed = question.pose(scenario, place.clone(), scenario.end(), &counties).with_below();
                let found = solve(&self.desk, &posed.scenario, &posed.search)?;
                let made = goal_seek(context, &posed, &found, None);
                Given { takeaway: made.next, ..given(made.headline, Body::Curve(made.curve), made.sheet) }
            }
            Shows::Heat { scenario, axes: [first, second], quantity, place } => {
                let reading = Reading { quantity: *quantity, place: place.clone(), period: None };
                let scenario = self.scenario(*scenario)?;
                let axis = |text: &str| {
                    let axis = Axis::read(text, scenario, HEAT_VALUES);
                    axis.ok_or_else(|| Failure::from(Finding::error("slide-no-lever", Default::default())))
                };
                let axes = [axis(first)?, axis(second)?];
                let found = grid(&self.desk, scenario, &axes[0], &axes[1], &reading)?;
                let asked = Asked { scenario, axes: &axes, reading: &reading, target: Decimal::ZERO };
                let made = heat_map(context, &asked, &found);
                given(made.headline, Body::Heat(made.heat), made.sheet)
            }
            Shows::Programme { matter, part } => {
                let is_example = self.programmes.own(*matter).is_none();
                self.told(&programme::told(*matter, &self.programmes.of(*matter), is_example, context.style), part)?
            }
            Shows::Reconciled { account, month, chart } => {
                let made = self.account_pages().reconciled(account, *month, *chart)?;
                Given { takeaway: made.takeaway, ..given(made.title, made.body, made.sheet) }
            }
            Shows::Deposits { scenario: id, chart } => {
                let scenario = &self.family.members()[self.number(*id)?].scenario;
                let made = self.account_pages().laid(*id, scenario, *chart)?;
                Given { takeaway: made.takeaway, ..given(made.title, made.body, made.sheet) }
            }
            Shows::Moved { scenario } => self.told(&moved::told(context, self.number(*scenario)?), "")?,
            Shows::Flows { scenario, place, period } => {
                let number = self.number(*scenario)?;
                let settled = context.settled(number).ok_or_else(no_run)?;
                let name = &settled.scenario.name;
                let made = replayed(context, settled, name, Some(number), *period, place).ok_or_else(no_run)?;
                given(made.headline, Body::Flows(made.flows), made.sheet)
            }
        })
    }

    fn account_pages(&self) -> AccountPages<'_> {
        let Materials { account, ladders, desk, found, .. } = *self;
        AccountPages { context: &self.context, account, ladders, desk, found }
    }

    /// A page of 专项: the chart with the first table, or a table by its key.
    fn told(&self, told: &programme::Told, key: &str) -> Result<Given, Failure> {
        let why = || Finding::error("slide-no-budget", Default::default()).with("why", &told.headline);
        let part = told.part(key).filter(|_| told.wrong.is_empty() || told.figure.is_some()).ok_or_else(why)?;
        let sheet = part.filled.as_ref().unwrap_or(&part.sheet).clone();
        let body = match &told.figure {
            Some(figure) if told.parts.first().is_some_and(|first| first.key == part.key) => {
                Body::Figure(figure.clone())
            }
            _ => {
                let rows: Vec<usize> = (0..sheet.rows.len().min(MOST_ROWS)).collect();
                Body::Sheet(some_rows(&sheet, &rows, self.context.language()))
            }
        };
        Ok(Given { title: told.headline.clone(), takeaway: told.example.clone(), body, sheet: Some(sheet) })
    }

    /// What the later retirement age does, worked out once for all pages that tell of it.
    fn retirement(&self, id: Id, place: &Place) -> Result<Arc<Retirement>, Failure> {
        let work = || retirement(&self.desk, self.scenario(id)?, place);
        self.found.retirements.of((id, place.clone()), work)
    }

    fn number(&self, id: Id) -> Result<usize, Failure> {
        self.family.position(id).ok_or_else(|| Finding::error("slide-no-scenario", Default::default()).into())
    }

    fn scenario(&self, id: Id) -> Result<&Scenario, Failure> {
        self.number(id).map(|number| &*self.family.members()[number].scenario)
    }

    fn books(&self, of: Of) -> Result<Books, Failure> {
        match of {
            Of::Data => Ok(Books::Data),
            Of::Scenario(id) => {
                let number = self.number(id)?;
                self.context.settled(number).map(|_| Books::Scenario(number)).ok_or_else(no_run)
            }
        }
    }

    /// Key figures in a line.
    fn said(&self, keys: &[Key]) -> String {
        let (language, style) = (self.context.language(), self.context.style);
        let one = |key: &Key| {
            let value = match &key.value.value {
                CellValue::Quantity(quantity) => style.full(*quantity),
                CellValue::Text(text) => text.clone(),
                _ => return None,
            };
            Some(format!("{} {value}", key.label))
        };
        keys.iter().filter_map(one).take(4).collect::<Vec<_>>().join(language.text("county.comma"))
    }

    /// What the speaker needs: the title as the numbers have it, how the last of them came about, and the source.
    fn notes(&self, given: &Given) -> String {
        let mut lines = vec![given.title.clone()];
        let mut rules: Vec<String> = Vec::new();
        for subject in subjects(&given.body) {
            if rules.len() == MOST_RULES {
                break;
            }
            let Some(derivation) = why::derivation(&self.context, subject) else { continue };
            if derivation.rule.is_empty() || rules.contains(&derivation.rule) {
                continue;
            }
            lines.push(String::new());
            lines.push(derivation.title);
            lines.push(derivation.rule.clone());
            lines.extend(derivation.workings);
            rules.push(derivation.rule);
        }
        let notes = given.body.notes();
        if !notes.is_empty() {
            lines.push(String::new());
            lines.extend(notes.iter().cloned());
        }
        lines.push(String::new());
        lines.push(given.body.source().to_owned());
        lines.join("\n")
    }
}

fn no_run() -> Failure {
    Finding::error("slide-no-run", Default::default()).into()
}

/// Small lines have no place in a file.
fn without_trends(mut sheet: Sheet) -> Sheet {
    let is_trend = |n: usize| sheet.columns[n].measured == crate::report::Measured::Trend;
    let kept: Vec<usize> = (0..sheet.columns.len()).filter(|n| !is_trend(*n)).collect();
    sheet.columns = kept.iter().map(|n| sheet.columns[*n].clone()).collect();
    for row in &mut sheet.rows {
        *row = kept.iter().filter_map(|n| row.get(*n).cloned()).collect();
    }
    sheet
}

/// What explains a body's values: the last of each series, first the series that is shown beside the others.
fn subjects(body: &Body) -> Vec<&Subject> {
    match body {
        Body::Figure(figure) => figure
            .series
            .iter()
            .rev()
            .filter_map(|s| s.points.iter().rev().find_map(|p| p.value.and(p.subject.as_ref())))
            .collect(),
        Body::Sheet(sheet) => sheet.rows.first().into_iter().flatten().filter_map(|c| c.subject.as_ref()).collect(),
        Body::Flows(flows) => flows.links.iter().filter_map(|l| l.subject.as_ref()).collect(),
        Body::Curve(_) | Body::Heat(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use super::*;
    use crate::locale::Language;
    use crate::proposal;
    use crate::report::deck::ready::Ready;
    use crate::sample;
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
            let plan = ready.plan(&context, &family, &Budgets::default());
            let least = if ready == Ready::Draft { 2 } else { 5 };
            assert!(plan.pages.len() >= least, "{ready:?}");
            let order = Order {
                budgets: Budgets::default(),
                assessed: Default::default(),
                programmes: Programmes::default(),
                account: Default::default(),
                ladders: Default::default(),
                plan,
                family: family.clone(),
                style: Style::default(),
                source: "d.csv".to_owned(),
            };
            let made = order.slides(desk).unwrap();
            if ready == Ready::Annual {
                let title = |n: usize| made[n].as_ref().unwrap().slide.title.clone();
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
                assert_eq!(slide.notes.contains("示例结构"), speaks, "{slide:?}");
                assert!(!slide.title.is_empty() && slide.notes.contains("示例数据"), "{slide:?}");
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
        let shows = Shows::Bridge { from: id(0), to: id(1), quantity, place: crate::report::Place::Root };
        let plan = Plan { pages: vec![Page::new(shows)], ..Plan::default() };
        let order = Order {
            budgets: Budgets::default(),
            assessed: Default::default(),
            programmes: Programmes::default(),
            account: Default::default(),
            ladders: Default::default(),
            plan,
            family: family.clone(),
            style: Style::default(),
            source: String::new(),
        };
        let progress = Progress::new();
        let made = order.slides(Desk { data: &data, threads: NonZeroUsize::MIN, progress: &progress }).unwrap();
        assert!(made[0].is_ok(), "{:?}", made[0]);
    }

    #[test]
    fn a_page_whose_scenario_is_gone_says_so_and_the_others_stand() {
        let data = Arc::new(sample::load());
        let family = Family::of(proposal::scenarios(&data, Language::Chinese));
        let gone = Shows::Fan { scenario: 99, total: crate::simulation::stochastic::Total::Debt };
        let mut own = Page::new(Shows::Fund { of: Of::Data });
        own.title = Some("自己的话".to_owned());
        let plan = Plan { pages: vec![Page::new(gone), own], ..Plan::default() };
        let order = Order {
            budgets: Budgets::default(),
            assessed: Default::default(),
            programmes: Programmes::default(),
            account: Default::default(),
            ladders: Default::default(),
            plan,
            family,
            style: Style::default(),
            source: String::new(),
        };
        let progress = Progress::new();
        let desk = Desk { data: &data, threads: NonZeroUsize::MIN, progress: &progress };
        let made = order.slides(desk).unwrap();
        assert_eq!(made[0].as_ref().unwrap_err()[0].code, "slide-no-scenario");
        assert_eq!(made[1].as_ref().unwrap().slide.title, "自己的话");
        assert_ne!(made[1].as_ref().unwrap().slide.notes.lines().next(), Some("自己的话"));
    }
}
