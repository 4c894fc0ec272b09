//! What each view gives: its charts and its table, made from data, runs and answers as the screens make them, with a title
//! and a takeaway written from the numbers.

use std::sync::Arc;

use super::assessed::AssessedPages;
use super::budgeted::Budgeted;
use super::found::Found;
use super::ledgered::AccountPages;
use super::rows::{some_rows, spread};
use super::scored::ScoredPages;
use super::titles::Titles;
use super::{
    Compared, CountyChart, Of, OutcomeChart, Part, PilotSide, Plan, Proof, Replay, RetirementChart, Shows, Sought,
    YearsChart,
};
use crate::answers::bridge::bridge;
use crate::answers::grid::{Axis, grid};
use crate::answers::question::{Posed, Question};
use crate::answers::retirement::{Retirement, retirement};
use crate::answers::sensitivity::sensitivity;
use crate::answers::solve::solve;
use crate::answers::{self, Desk, Reading};
use crate::assessment::kept::Kept;
use crate::dataset::Grain;
use crate::finding::Finding;
use crate::journal::Keep;
use crate::month::{Month, Period};
use crate::people::person::Person;
use crate::proposal;
use crate::report::model::slide::{Body, MOST_ROWS, Spoken, Words};
use crate::report::views::assessment::assessment;
use crate::report::views::assumptions::assumptions;
use crate::report::views::by_year::by_year;
use crate::report::views::comparison::comparison;
use crate::report::views::context::{Context, Settled};
use crate::report::views::county::county;
use crate::report::views::fan::fan;
use crate::report::views::heat_map::{Asked, heat_map};
use crate::report::views::matrix::matrix;
use crate::report::views::overlaid::{by_county, overlaid};
use crate::report::views::overview::overview_beside;
use crate::report::views::pilot::accounts::accounts;
use crate::report::views::pilot::merger::merger;
use crate::report::views::policy::policy_sheet;
use crate::report::views::programme::{self, moved};
use crate::report::views::replayed::replayed;
use crate::report::views::retirement::{Item, Told};
use crate::report::views::side_by_side::side_by_side;
use crate::report::views::tornado::tornado;
use crate::report::views::variance::variance;
use crate::report::views::waterfall::waterfall;
use crate::report::views::years::{fund_by_year, two_years};
use crate::report::views::{benefits, data_sheet, goal_seek, published};
use crate::report::words::arranged::Arrangement;
use crate::report::words::number::Style;
use crate::report::{Books, CellValue, Figure, Key, Measured, Place, Sheet, Subject, why};
use crate::scenario::Scenario;
use crate::scenario::family::{Family, Id, Member};
use crate::scenario::people::Policy;
use crate::simulation::{self, Failure, stochastic};
use crate::special_account::account::Account;
use crate::special_account::ladder::Ladders;
use crate::statements::kept::Budgets;
use crate::statements::programme::Programmes;

/// The most rules that the notes of a slide explain.
const MOST_RULES: usize = 3;

/// What a view gives, before the officer's own words.
#[derive(Clone)]
pub(super) struct Given {
    title: String,
    takeaway: String,
    /// As they stand on the screen, each with a title of its own where it says another thing than the view.
    charts: Vec<(Option<String>, Body)>,
    /// What stands on a page that asks for nothing else.
    main: Part,
    sheet: Option<Sheet>,
}

/// A part of what a view gives.
pub(super) struct Drawn {
    pub(super) title: String,
    pub(super) takeaway: String,
    pub(super) body: Body,
    pub(super) sheet: Option<Sheet>,
}

impl Given {
    fn of(title: String, charts: Vec<Body>, sheet: Option<Sheet>) -> Given {
        let main = if charts.is_empty() { Part::Table } else { Part::Chart(0) };
        let charts = charts.into_iter().map(|body| (None, body)).collect();
        let sheet = sheet.filter(|sheet| !sheet.columns.is_empty());
        Given { title, takeaway: String::new(), charts, main, sheet }
    }

    /// A part of it with what is shown of its table; `None` where there is no such part.
    pub(super) fn part(&self, part: Part, table: &Arrangement, style: Style) -> Option<Drawn> {
        // Small lines have no place in a file; rows may be sorted by them all the same.
        let sheet = self.sheet.as_ref().map(|sheet| without_trends(table.of(sheet, style)));
        let (title, body) = match if part == Part::Main { self.main } else { part } {
            Part::Chart(n) => self.charts.get(n).map(|(title, body)| (title.as_ref(), body.clone()))?,
            Part::Main | Part::Table => (None, Body::Sheet(sheet.clone()?)),
        };
        // Which rows of a long table a page shows is hers to say, where she said it.
        let body = match (body, &sheet) {
            (Body::Sheet(_), Some(sheet)) if !table.is_plain() => Body::Sheet(sheet.clone()),
            (body, _) => body,
        };
        Some(Drawn { title: title.unwrap_or(&self.title).clone(), takeaway: self.takeaway.clone(), body, sheet })
    }
}

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
    /// The deck that is made.
    pub plan: &'a Plan,
    /// What was worked out for the pages before.
    pub found: &'a Found,
}

impl Materials<'_> {
    /// What a view gives, before the officer's own words.
    ///
    /// # Errors
    /// Why it can't be made; [`Failure::Stopped`].
    pub(super) fn given(&self, shows: &Shows) -> Result<Given, Failure> {
        let context = &self.context;
        let (titles, language) = (Titles { context }, context.language());
        let given = |title, body, sheet| Given::of(title, vec![body], Some(sheet));
        let figure = |title, figure, sheet| given(title, Body::Figure(figure), sheet);
        let table = |title, sheet: Sheet| Given::of(title, Vec::new(), Some(sheet));
        // A chart that has something of its own to say; the table is told of by the view.
        let titled = |own: Option<String>, headline, figure, sheet| {
            let charts = vec![(own, Body::Figure(figure))];
            Given { charts, main: Part::Chart(0), ..Given::of(headline, Vec::new(), Some(sheet)) }
        };
        Ok(match shows {
            Shows::Cover { period } => self.cover(*period),
            // Of what the other pages find they are made afterwards.
            Shows::Conclusions => {
                self.words(language.text("deck.conclusions").to_owned(), Spoken::Findings, Vec::new())
            }
            Shows::Text { text } => {
                let lines = text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect();
                self.words(language.text("deck.text_title").to_owned(), Spoken::Text, lines)
            }
            Shows::Overview { of, place, period, against } => {
                let books = self.books(*of)?;
                let run_out = match books {
                    Books::Scenario(number) => Some(number),
                    Books::Data => (!self.family.members().is_empty()).then_some(0),
                };
                let made = overview_beside(context, books, place, *period, run_out, *against);
                let charts = vec![Body::Figure(made.gaps)];
                let given = Given::of(made.headline, charts, Some(made.sheet));
                Given { takeaway: self.said(&made.keys), main: Part::Table, ..given }
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
                // The other charts' titles say what they show; the key figures stand with the first.
                let takeaway = if title.is_none() { self.said(&made.keys) } else { String::new() };
                Given { takeaway, ..titled(title, made.headline, chart, made.sheet) }
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
                titled(title, made.headline, chart, made.sheet)
            }
            Shows::Fund { of, place } => {
                let made = fund_by_year(context, self.books(*of)?, place);
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
            Shows::Score { year, place, leaf, beside } => {
                let Materials { family, budgets, assessed: kept, desk, .. } = *self;
                let pages = AssessedPages { context, family, kept, budgets, desk, year: *year, place, scenario: None };
                let made = pages.score(leaf, *beside)?;
                Given { takeaway: made.takeaway, ..given(made.title, made.body, made.sheet) }
            }
            Shows::Outcome { scenario, place, chart } => {
                let number = self.number(*scenario)?;
                let made = comparison(context, 0, number, place).ok_or_else(no_run)?;
                let body = match chart {
                    OutcomeChart::Balance => figure(made.headline, made.balance, made.sheet),
                    OutcomeChart::Debt => {
                        let title = titles.of_debt(&made.debt, &context.place_name(place));
                        titled(title, made.headline, made.debt, made.sheet)
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
                let by_year =
                    |item| titled(Some(told.title(item, last)), told.headline(last), told.figure(item), told.sheet());
                let made = match chart {
                    RetirementChart::Gap => figure(told.headline(last), told.figure(Item::Gap), told.sheet()),
                    RetirementChart::Net => by_year(Item::Net),
                    RetirementChart::Dependency => by_year(Item::Dependency),
                    RetirementChart::Contributors => by_year(Item::Contributors),
                    RetirementChart::Retirees => by_year(Item::Retirees),
                    RetirementChart::Table => {
                        let sheet = told.sheet();
                        let rows = spread(told.years().count(), last - told.years().start());
                        given(told.headline(last), Body::Sheet(some_rows(&sheet, &rows, language)), sheet)
                    }
                    RetirementChart::Ages => {
                        let pyramid = Body::Pyramid(told.pyramid(last));
                        return Ok(given(told.ages_headline(last), pyramid, told.ages(last)));
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
            Shows::Bridge { from, to, quantity, place, period } => {
                let reading = Reading { quantity: *quantity, place: place.clone(), period: *period };
                let numbers = [self.number(*from)?, self.number(*to)?];
                let (from, to) = (self.scenario(*from)?, self.scenario(*to)?);
                let found = bridge(&self.desk, from, to, &reading)?;
                let made = waterfall(context, [(numbers[0], from), (numbers[1], to)], &reading, &found);
                figure(made.headline, made.figure, made.sheet)
            }
            Shows::Tornado { scenario, quantity, place, period, moves } => {
                let reading = Reading { quantity: *quantity, place: place.clone(), period: *period };
                let scenario = self.scenario(*scenario)?;
                let steps = moves.steps(scenario, place);
                let found = sensitivity(&self.desk, scenario, &steps, &reading)?;
                let made = tornado(context, scenario, &reading, &found);
                figure(made.headline, made.figure, made.sheet)
            }
            Shows::Fan { scenario, total } => {
                let number = self.number(*scenario)?;
                let scenario = self.scenario(*scenario)?;
                let found = stochastic::run(self.desk.data, scenario, self.desk.threads, self.desk.progress)?;
                let made = fan(context, number, scenario, &found, *total).ok_or_else(no_run)?;
                let charts = [made.fan, made.debt, made.first].map(Body::Figure);
                Given::of(made.headline, charts.into(), Some(made.sheet))
            }
            Shows::Seek { scenario, question, place, by, own } => {
                let (number, scenario) = (self.number(*scenario)?, self.scenario(*scenario)?);
                let posed = self.posed(scenario, *question, place, *by, own.as_deref())?;
                let found = solve(&self.desk, &posed.scenario, &posed.search)?;
                let present = goal_seek::present(context, number, scenario, &posed);
                let made = goal_seek::goal_seek(context, &posed, &found, present);
                Given { takeaway: made.next, ..given(made.headline, Body::Curve(made.curve), made.sheet) }
            }
            Shows::Heat { scenario, axes: [first, second], quantity, place, period, fineness } => {
                let reading = Reading { quantity: *quantity, place: place.clone(), period: *period };
                let scenario = self.scenario(*scenario)?;
                let axis = |text: &str| Axis::read(text, scenario, fineness.count).ok_or_else(no_lever);
                let axes = [axis(first)?, axis(second)?];
                let found = grid(&self.desk, scenario, &axes[0], &axes[1], &reading)?;
                let asked = Asked { scenario, axes: &axes, reading: &reading, target: fineness.target };
                let made = heat_map(context, &asked, &found);
                given(made.headline, Body::Heat(made.heat), made.sheet)
            }
            Shows::Assumptions { scenario } => {
                let number = self.number(*scenario)?;
                let made = assumptions(context, number, &self.family.members()[number]);
                table(made.line, made.sheet)
            }
            Shows::ByYear { scenario, place, lever } => {
                let number = self.number(*scenario)?;
                let headline = comparison(context, 0, number, place).map(|made| made.headline);
                let sheet = by_year(context, self.scenario(*scenario)?, *lever).sheet;
                table(headline.unwrap_or_else(|| sheet.title.clone()), sheet)
            }
            Shows::Compared(compared) => self.compared(compared)?,
            Shows::Replay(replay) => self.replay(replay)?,
            Shows::Variance { scenario, place, item } => {
                let made = variance(context, self.number(*scenario)?, place, *item).ok_or_else(no_run)?;
                let charts = std::iter::once(made.figure).chain(made.bars).map(Body::Figure);
                Given::of(made.headline, charts.collect(), made.sheet)
            }
            Shows::Pilot { scenario, place, side } => {
                let settled = context.settled(self.number(*scenario)?).ok_or_else(no_run)?;
                let made = match side {
                    PilotSide::Accounts => accounts(context, settled, place),
                    PilotSide::Merger => merger(context, settled, place),
                };
                let made = made.ok_or_else(no_part)?;
                Given::of(made.headline, made.figures.into_iter().map(Body::Figure).collect(), Some(made.sheet))
            }
            Shows::Data => table(data_sheet::headline(context), data_sheet::data_sheet(context)),
            Shows::Policy { month } => {
                let base = self.family.members().first().map(|base| &*base.scenario);
                let (headline, sheet) = policy_sheet(language, *month, base);
                table(headline, sheet)
            }
            Shows::Published { table: number } => {
                let sheet = published::tables(context).into_iter().nth(*number).ok_or_else(no_part)?;
                table(published::answer(*number, &sheet).to_owned(), sheet)
            }
            Shows::Person { person, told } => {
                let who = person.as_deref().cloned().unwrap_or_else(Person::example);
                let made = benefits::person::person(&who, *told, person.is_none(), context.style);
                Given { takeaway: made.kind, ..figure(made.headline, made.figure, made.sheet) }
            }
            Shows::Benefits { scenario, place, year } => {
                let (number, scenario) = (self.number(*scenario)?, self.scenario(*scenario)?);
                let found = answers::benefits::benefits(&self.desk, scenario, place)?;
                let made = benefits::year::years(context, number, scenario, &found, *year).ok_or_else(no_part)?;
                Given::of(made.headline, made.figures.map(Body::Figure).into(), Some(made.sheet))
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
                let made =
                    self.account_pages().laid(*id, &self.family.members()[self.number(*id)?].scenario, *chart)?;
                Given { takeaway: made.takeaway, ..given(made.title, made.body, made.sheet) }
            }
            Shows::Moved { scenario, part } => self.told(&moved::told(context, self.number(*scenario)?), part)?,
            Shows::Flows { scenario, place, period } => {
                let number = self.number(*scenario)?;
                let settled = context.settled(number).ok_or_else(no_run)?;
                let name = &settled.scenario.name;
                let made = replayed(context, settled, name, Some(number), *period, place).ok_or_else(no_run)?;
                let charts = vec![Body::Flows(made.flows), Body::Figure(made.net)];
                Given::of(made.headline, charts, Some(made.sheet))
            }
        })
    }

    fn words(&self, title: String, spoken: Spoken, lines: Vec<String>) -> Given {
        Given::of(title, vec![Body::Words(Words { spoken, lines, source: String::new() })], None)
    }

    /// What the deck is, of what, and below who made it and when.
    fn cover(&self, period: Option<Period>) -> Given {
        let (context, plan) = (&self.context, self.plan);
        let language = context.language();
        let data = context.observed;
        let unnamed = language.text("deck.unnamed");
        let name = if plan.name.is_empty() { unnamed } else { &plan.name };
        let (place, fund) = (context.place_name(&Place::Root), data.fund.text_key());
        let values = [("place", &*place), ("fund", language.text(&fund)), ("name", name)];
        let title = language.fill("deck.cover_title", &values);
        let lines = [&plan.footer, &plan.date].into_iter().filter(|line| !line.is_empty()).cloned().collect();
        let takeaway = period.map_or_else(String::new, |period| context.period_name(period));
        // A sample is nobody's report.
        let source = if data.example.is_some() { context.source_line() } else { String::new() };
        let words = Words { spoken: Spoken::Cover, lines, source };
        Given { takeaway, ..Given::of(title, vec![Body::Words(words)], None) }
    }

    /// The search of a ready-made question, or what was made of it.
    fn posed(
        &self,
        scenario: &Scenario,
        question: Question,
        place: &Place,
        by: Option<Month>,
        own: Option<&Sought>,
    ) -> Result<Posed, Failure> {
        let counties: Vec<Arc<str>> = self.desk.data.counties.iter().map(|c| c.name.clone()).collect();
        let by = by.unwrap_or(scenario.end());
        let ready = question.pose(scenario, place.clone(), by, &counties).with_below();
        match own {
            Some(own) => own.posed(scenario, &ready, place).ok_or_else(no_lever),
            None => Ok(ready),
        }
    }

    /// Scenarios side by side, with a chart of all or one of each county.
    fn compared(&self, compared: &Compared) -> Result<Given, Failure> {
        let (context, members) = (&self.context, self.family.members());
        let numbers: Vec<usize> = compared.scenarios.iter().filter_map(|id| self.family.position(*id)).collect();
        let base = members.first().filter(|_| !numbers.is_empty()).ok_or_else(no_run)?;
        let shown: Vec<(usize, &Scenario)> = numbers.iter().map(|n| (*n, &*members[*n].scenario)).collect();
        let beside = |place: &Place| side_by_side(context, &base.scenario, &shown, place);
        let (charted, all) = (compared.charted, beside(&compared.place));
        let headline = all.headline(context);
        let charts: Vec<(Option<String>, Body)> = match compared.by_county {
            false => vec![(None, Body::Figure(overlaid(context, &numbers, &compared.place, charted)))],
            true => by_county(context, &numbers, charted)
                .into_iter()
                .map(|figure| {
                    let said = beside(&Place::County(figure.title.as_str().into())).headline(context);
                    (Some(said), Body::Figure(figure))
                })
                .collect(),
        };
        let sheet = match compared.proof {
            Proof::Outcomes(against) => all.sheet(context, against),
            Proof::Levers { all } => {
                let shown: Vec<(usize, &Member)> = numbers.iter().map(|n| (*n, &members[*n])).collect();
                matrix(context, &shown, !all).sheet
            }
        };
        Ok(Given { charts, main: Part::Chart(0), ..Given::of(headline, Vec::new(), Some(sheet)) })
    }

    /// A past year under an arrangement.
    fn replay(&self, replay: &Replay) -> Result<Given, Failure> {
        let (context, places, language) = (&self.context, &self.desk.data.places, self.context.language());
        let scenario =
            Arc::new(proposal::replay_with(replay.year, replay.arrangement, replay.subsidy, places, language));
        let run = simulation::run(self.desk.data, &scenario, Keep::Journal, &self.desk.progress.stop)?;
        let settled = Settled { scenario, run, observed: self.desk.data.clone() };
        let key = replay.arrangement.text_key_at(places.level(places.root()), places);
        let made =
            replayed(context, &settled, language.text(&key), None, replay.period, &replay.place).ok_or_else(no_part)?;
        let charts = vec![Body::Flows(made.flows), Body::Figure(made.net)];
        Ok(Given::of(made.headline, charts, Some(made.sheet)))
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
        let given = Given::of(told.headline.clone(), vec![body], Some(sheet));
        Ok(Given { takeaway: told.example.clone(), ..given })
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
        // What is the same number under another name is said once.
        let is_new = |(n, key): &(usize, &Key)| !keys[..*n].iter().any(|before| before.value.value == key.value.value);
        let said = keys.iter().enumerate().filter(is_new).filter_map(|(_, key)| one(key));
        said.take(4).collect::<Vec<_>>().join(language.text("county.comma"))
    }

    /// What the speaker needs: the title as the numbers have it, how the last of them came about, and the source.
    pub(super) fn notes(&self, title: &str, body: &Body) -> String {
        if let Body::Words(words) = body {
            return std::iter::once(title).chain(words.lines.iter().map(String::as_str)).collect::<Vec<_>>().join("\n");
        }
        let mut lines = vec![title.to_owned()];
        let mut rules: Vec<String> = Vec::new();
        for subject in subjects(body) {
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
        let notes = body.notes();
        if !notes.is_empty() {
            lines.push(String::new());
            lines.extend(notes.iter().cloned());
        }
        lines.push(String::new());
        lines.push(body.source().to_owned());
        lines.join("\n")
    }
}

fn no_run() -> Failure {
    Finding::error("slide-no-run", Default::default()).into()
}

fn no_lever() -> Failure {
    Finding::error("slide-no-lever", Default::default()).into()
}

/// The view has no such thing.
fn no_part() -> Failure {
    Finding::error("slide-no-part", Default::default()).into()
}

/// A table without its small lines.
fn without_trends(mut sheet: Sheet) -> Sheet {
    let is_trend = |n: usize| sheet.columns[n].measured == Measured::Trend;
    let kept: Vec<usize> = (0..sheet.columns.len()).filter(|n| !is_trend(*n)).collect();
    if kept.len() == sheet.columns.len() {
        return sheet;
    }
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
        Body::Curve(_) | Body::Heat(_) | Body::Pyramid(_) | Body::Words(_) => Vec::new(),
    }
}
