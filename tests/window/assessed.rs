//! 考核 as an officer uses it: the example scored and explained, numbers entered and taken back, kept in the project.

use std::sync::Arc;

use crate::support::Window;
use eframe::egui;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Node;
use egui_kittest::kittest::{NodeT, Queryable};
use rust_decimal::Decimal;
use tongchou::answers::Desk;
use tongchou::assessment::exact::{Exact, Score};
use tongchou::assessment::kept::{Chosen, Kept, Put};
use tongchou::assessment::scoring::{change, points, reach, reweighed};
use tongchou::assessment::tree::{Rule, Tree};
use tongchou::assessment::year::{ScoresAsked, YearScored};
use tongchou::locale::Language;
use tongchou::report::CellValue;
use tongchou::report::deck::{self, AssessedChart, Shows};
use tongchou::report::views::context::Context;
use tongchou::report::views::indicators::page::Page;
use tongchou::report::views::indicators::{place, ranking};
use tongchou::report::words::number::Style;
use tongchou::session::{Command, Edit, Session, project};
use tongchou::simulation::Progress;
use tongchou::ui::purpose::Purpose;

fn session() -> Session {
    Session::new(Language::Chinese, None, Arc::new(|| {}))
}

fn scored(session: &Session, year: i32) -> YearScored {
    let (kept, budgets) = (session.assessed().clone(), session.budgets().clone());
    ScoresAsked { kept, year, budgets }.answer(session.data()).unwrap()
}

fn edit(session: &mut Session, kept: Kept) {
    session.apply(Command::Edit(Edit::Assessed(Box::new(kept), "考核".into())));
}

#[test]
fn the_example_is_ranked_and_each_change_adds_up() {
    let session = session();
    let scored = scored(&session, 2007);
    assert!(scored.findings.is_empty(), "{:?}", scored.findings);
    let now = scored.now();
    assert!(
        now.places.iter().all(|place| place.rank.is_some()) && scored.before().places.iter().all(|p| p.rank.is_some())
    );
    for (before, after) in scored.before().places.iter().zip(&now.places) {
        let steps = change(&scored.tree, before, after).unwrap();
        let sum: Score = steps.into_iter().map(|(_, by)| by).sum();
        assert_eq!(sum.number(), after.total().number() - before.total().number());
    }
    let context = Context { observed: session.data(), runs: &[], style: Style::default(), source: "d.csv" };
    let page = Page { context: &context, scored: &scored, is_example: true };
    let shown = ranking::ranking(page, None);
    assert_eq!(shown.rows.len(), 7);
    assert!(shown.headline.starts_with("2007年考核第一：黟县"), "{}", shown.headline);
    // Of the seven one missed its target of 2007, and who did is criticised whatever the rank.
    assert!(shown.said.iter().any(|said| said == "通报批评：祁门县，没有做到“完成征缴任务”"), "{:?}", shown.said);
    assert!(shown.sheet.notes.iter().any(|note| note.contains("重构")) && shown.sheet.source.contains("重构"));
    // The same marks give the same ranks, and a weight on one part alone the order of its scores.
    let own: Vec<(usize, Exact)> = shown.parts.iter().map(|(n, _, marks)| (*n, marks.clone())).collect();
    let same = reweighed(&scored.tree, now, &own);
    assert!(
        now.places.iter().zip(&same).all(|(place, (total, rank))| *total == Some(place.total()) && *rank == place.rank)
    );
    let only = |part: usize| {
        own.iter().enumerate().map(|(n, (node, _))| (*node, Exact::whole(i128::from(n == part)))).collect::<Vec<_>>()
    };
    let by_collection = reweighed(&scored.tree, now, &only(2));
    let best = by_collection.iter().position(|(_, rank)| *rank == Some(1)).unwrap();
    let node = own[2].0;
    assert!(now.places.iter().all(|place| place.nodes[node].score <= now.places[best].nodes[node].score));
}

#[test]
fn a_sheet_leads_to_the_data_and_to_the_next_rank() {
    let session = session();
    let scored = scored(&session, 2007);
    let context = Context { observed: session.data(), runs: &[], style: Style::default(), source: "d.csv" };
    let page = Page { context: &context, scored: &scored, is_example: true };
    let second = scored.now().places.iter().find(|place| place.rank == Some(2)).unwrap();
    let sheet = place::place(page, second.place).unwrap();
    assert!(sheet.headline.contains("第 2 名"), "{}", sheet.headline);
    assert!(!sheet.next.1.rows.is_empty() && sheet.next.0.contains("赶上第 1 名"), "{}", sheet.next.0);
    let node = scored.tree.nodes.iter().position(|node| node.id == "3.1").unwrap();
    let leaf = place::leaf(page, second.place, node).unwrap();
    // 征缴收入 ÷ 征缴任务: both lead on.
    assert_eq!(leaf.parts.len(), 2);
    assert!(leaf.parts.iter().all(|(_, value, subject)| subject.is_some() && *value != CellValue::Unknown));
    for (_, _, subject) in &leaf.parts {
        assert!(tongchou::report::why::derivation(&context, subject.as_ref().unwrap()).is_some());
    }
    // The completion of a budget's line leads to what came.
    let node = scored.tree.nodes.iter().position(|node| node.id == "5.2").unwrap();
    let leaf = place::leaf(page, second.place, node).unwrap();
    assert!(leaf.parts[0].2.is_some() && leaf.parts[1].1 != CellValue::Unknown, "{:?}", leaf.parts);
}

/// What is reached by a leaf gives the score that was wanted, and a little less of it does not.
#[test]
fn the_value_that_is_reached_earns_the_score() {
    let exact = |text: &str| Exact::from(text.parse::<Decimal>().unwrap());
    let steps = vec![(exact("1.05"), exact("0")), (exact("1"), exact("1")), (exact("0.9"), exact("0.5"))];
    let rules = [
        (Rule::Linear { zero: exact("0.9"), full: exact("0.3") }, "0.45"),
        (Rule::Steps(steps), "1"),
        (Rule::Deduct { per: exact("0.5"), floor: exact("0") }, "5"),
        (Rule::Bonus { per: exact("2"), most: exact("20") }, "3.75"),
        (Rule::Yes, "1"),
        (Rule::Entered, "7.5"),
    ];
    for (rule, value) in rules {
        let wanted = Score::of(75_000);
        let reached = reach(&rule, &exact("10"), None, wanted).unwrap();
        assert_eq!(reached, exact(value), "{rule:?}");
        assert!(Score::rounded(&points(&rule, &exact("10"), &reached, None).unwrap()).unwrap() >= wanted);
    }
    assert_eq!(reach(&Rule::Entered, &exact("10"), None, Score::of(100_001)), None);
    assert_eq!(reach(&Rule::Yes, &exact("10"), None, Score::of(100_001)), None);
}

#[test]
fn what_is_entered_is_kept_with_its_evidence_and_taken_back() {
    let mut session = session();
    let at = ("huangshan".to_owned(), 2007, "屯溪区".to_owned(), "5.1".to_owned());
    let put =
        Put {
            value: Some(Decimal::from(3)), note: "现场检查".into(), file: "检查表.pdf".into(), ..Put::default()
        };
    let before = scored(&session, 2007).now().places[0].total();
    let changed = session.assessed().with([(at.clone(), vec![put.clone()])]);
    edit(&mut session, changed);
    let after = scored(&session, 2007);
    assert_eq!(after.now().places[0].total().number(), before.number() - 15_000);
    let own = Tree::read("t.toml", session.assessed().tree_text().1).unwrap();
    assert_eq!(own.id, "huangshan");
    let text = session.assessed().tree_text().1.replace("marks = \"15\"", "marks = \"16\"");
    let wrong = session.assessed().with_tree(&text);
    edit(&mut session, wrong);
    // Marks that don't add up to what the root says: said at its place, and nothing is scored.
    let (kept, budgets) = (session.assessed().clone(), session.budgets().clone());
    let found = ScoresAsked { kept, year: 2007, budgets }.answer(session.data()).unwrap_err();
    assert_eq!((found[0].code, found[0].origin.row.is_some()), ("tree-marks-sum", true));
    let folder = std::env::temp_dir().join("tongchou-assessed");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("p.tongchou");
    session.done(Command::Save(path.clone()));
    assert!(!session.is_changed());
    let again = project::read("p.tongchou", &std::fs::read(&path).unwrap()).unwrap();
    let mut work = again.shown.work;
    let now = work.now().assessed.clone().unwrap();
    assert_eq!((&now, now.chosen), (session.assessed(), Chosen::Own(0)));
    assert_eq!(now.puts(&at.0, at.1, &at.2, &at.3), [put]);
    work.undo();
    assert_eq!(work.now().assessed.as_ref().unwrap().chosen, Chosen::Shipped(0));
    work.undo();
    assert_eq!(work.now().assessed, None);
    session.apply(Command::Undo);
    session.apply(Command::Undo);
    assert_eq!(scored(&session, 2007).now().places[0].total(), before);
    std::fs::remove_dir_all(folder).ok();
}

/// A province of 14 cities and 111 counties, three years by month; names and numbers are made up for the test.
fn province() -> tongchou::dataset::Dataset {
    use std::fmt::Write as _;
    let mut text = String::from(
        "province,city,county,month,insured,contributors,retirees,base,due,collected,pension,balance,target\n",
    );
    let mut county = 0;
    for city in 0..14 {
        for _ in 0..if city < 13 { 8 } else { 7 } {
            county += 1;
            for at in 0..36_i64 {
                let (year, month) = (2013 + at / 12, at % 12 + 1);
                let heads = 9_000 + county * 131 + at * 11;
                let (due, retirees) = (heads * 900, heads * 2 / 5);
                let collected = due * (820 + (county * 37 + at) % 170) / 1000;
                let (insured, pension) = (heads * 21 / 20, retirees * 1_900);
                writeln!(
                    text,
                    "测试省,城{city}市,区{county}县,{year}-{month:02},{insured},{heads},{retirees},3000,{due},{collected},{pension},90000000,{}",
                    due * 11
                )
                .unwrap();
            }
        }
    }
    tongchou::intake::import("province.csv", text.as_bytes()).unwrap().dataset
}

#[test]
fn a_province_is_scored_drawn_and_rewarded() {
    use tongchou::assessment::figure::path;
    use tongchou::assessment::given::Asked;
    use tongchou::assessment::kept::RewardTerms;
    use tongchou::assessment::reward::Base;
    use tongchou::money::Money;
    use tongchou::place::Level;
    use tongchou::report::views::indicators::{drawn, rewarded};
    let data = province();
    let places = &data.places;
    assert_eq!((places.counties(), places.all().filter(|p| places.level(*p) == Level::City).count()), (111, 14));
    let kept = Kept { chosen: Chosen::Shipped(2), ..Kept::default() };
    let tree = kept.tree().unwrap();
    let shape = |depth| tree.nodes.iter().filter(|node| node.depth == depth).count();
    assert_eq!([shape(0), shape(1), shape(2)], [4, 11, 34]);
    let cities: Vec<_> = places.all().filter(|place| places.level(*place) == Level::City).collect();
    let mut puts = Vec::new();
    let mut lines = String::from("place,year,version,line,amount\n");
    for (n, city) in cities.iter().enumerate() {
        let at = path(places, *city).to_owned();
        for (m, (node, asked)) in tree.asked().into_iter().enumerate() {
            let value = match asked {
                Asked::Nothing => continue,
                Asked::YesNo => {
                    Decimal::from(u8::from((n + m) % 5 > 0 && !tree.vetoes.iter().any(|veto| veto.id == node)))
                }
                _ => Decimal::from((n + m) % 3),
            };
            let put = Put { value: Some(value), ..Put::default() };
            puts.push((("guangxi".to_owned(), 2015, at.clone(), node.to_owned()), vec![put]));
        }
        for line in ["contributions", "pensions"] {
            lines += &format!("{at},2015,budget,{line},{}\n", 900_000_000 + n * 1_000_000);
        }
    }
    let kept = Arc::new(Kept { statement: Some(lines.into()), ..kept.with(puts) });
    let scored = ScoresAsked { kept: kept.clone(), year: 2015, budgets: Default::default() }.answer(&data).unwrap();
    assert!(scored.findings.is_empty(), "{:?}", scored.findings);
    let now = scored.now();
    let open: Vec<_> = now.places.iter().filter(|place| place.rank.is_none()).collect();
    assert!(now.places.len() == 14 && open.is_empty(), "{open:?}");
    // Ties share the rank and the next skips.
    for place in &now.places {
        let better = now.places.iter().filter(|other| other.total() > place.total()).count();
        assert_eq!(place.rank, Some(better as u32 + 1));
    }
    let context = Context { observed: &data, runs: &[], style: Style::default(), source: "province.csv" };
    let page = Page { context: &context, scored: &scored, is_example: false };
    let terms = RewardTerms {
        amount: rewarded::GUANGXI_AMOUNT,
        least: Decimal::ONE,
        base: Base::Retirees,
        award: vec![Money::from_yuan(3_000_000)],
    };
    let reward = rewarded::of_year(page, &terms).unwrap();
    assert_eq!(reward.given, terms.amount, "nothing is lost in splitting");
    let shown = drawn::drawn(&context, &kept.draw, 2015).unwrap();
    // Of eight counties three are drawn, of seven three.
    assert_eq!((shown.taken.len(), shown.sheet.rows.len()), (14 * 3, 111));
    let next = tongchou::assessment::kept::DrawTerms { last: shown.taken.clone(), ..kept.draw.clone() };
    let again = drawn::drawn(&context, &next, 2016).unwrap();
    assert!(again.taken.iter().all(|county| !shown.taken.contains(county)), "others come first");
    for year in rewarded::GUANGXI_YEARS {
        let example = rewarded::of_guangxi(&context, year).unwrap();
        assert_eq!((example.given, example.sheet.rows.len()), (rewarded::GUANGXI_AMOUNT, 15));
        assert!(example.sheet.notes.iter().any(|note| note.contains("重构")) && example.sheet.source.contains("重构"));
    }
}

#[test]
fn what_governments_owe_is_told_from_data_and_from_a_run() {
    use tongchou::proposal::usual_subsidy;
    use tongchou::report::files::signed;
    use tongchou::report::views::duties::{Told, duties};
    use tongchou::report::{Books, Quantity, why};
    let mut session = session();
    session.settle();
    let scored = scored(&session, 2007);
    let runs = session.runs();
    let context = Context { observed: session.data(), runs: &runs, style: Style::default(), source: "d.csv" };
    let kept = session.assessed();
    let rule = usual_subsidy();
    let told = Told { context: &context, kept, year: 2007, books: Books::Data, rule: &rule, scored: Some(&scored) };
    let shown = duties(told);
    assert_eq!((shown.pages.len(), shown.rows.len()), (7, 7));
    // 屯溪区 in 2006: a gap of 1,438.09 万元, three tenths of which are owed, to the fen.
    let owed = &shown.sheet.rows[0][2];
    let CellValue::Quantity(Quantity::Money(money)) = owed.value else { panic!("{owed:?}") };
    assert_eq!(money.fen() / 1_000_000, 431);
    assert!(why::derivation(&context, owed.subject.as_ref().unwrap()).is_some());
    assert!(shown.pages[0].paragraphs[1].contains("按 30% 计为 431.43 万元"), "{:?}", shown.pages[0].paragraphs);
    let pdf = signed::pdf("责任书", &shown.pages, Style::default()).unwrap();
    assert!(pdf.starts_with(b"%PDF"));
    // A run: each duty leads to its postings, which add up to it.
    let number = (0..session.scenarios().len()).find(|n| session.scenarios()[*n].subsidy.is_some()).unwrap();
    let told = Told { year: 2008, books: Books::Scenario(number), scored: None, ..told };
    let shown = duties(told);
    assert!(!shown.rows.is_empty());
    let mut led = 0;
    for (row, _) in shown.sheet.rows.iter().zip(&shown.rows) {
        let CellValue::Quantity(Quantity::Money(owed)) = row[2].value else { continue };
        let Some(subject) = &row[2].subject else { continue };
        let derivation = why::derivation(&context, subject).unwrap_or_else(|| panic!("{subject:?}"));
        led += usize::from(
            !derivation.postings.is_empty() && derivation.value == CellValue::Quantity(Quantity::Money(owed)),
        );
    }
    assert!(led > 0, "{:?}", shown.sheet.rows);
}

impl Window {
    /// Clicks on the first cell of a label.
    fn cell(&mut self, label: &str) {
        let is_it = |cell: &Node<'_>| cell.accesskit_node().label().is_some_and(|of| of == label);
        let mut cells = self.0.get_all_by_role(Role::Cell).filter(is_it);
        cells.next().unwrap_or_else(|| panic!("no cell {label}")).click();
        drop(cells);
        self.0.step();
        self.settle();
    }
}

#[test]
fn the_screen_ranks_explains_and_takes_numbers() {
    let mut window = Window::on("考核", 1440.0, 1400.0, None);
    assert!(window.says("2007年考核第一：黟县"), "{:?}", window.words());
    assert!(window.says("通报表彰："));
    window.click(Role::RadioButton, "考核表");
    assert!(window.says("失分最多的是"), "{:?}", window.words());
    window.click(Role::RadioButton, "怎样进一名");
    window.click(Role::RadioButton, "逐项");
    window.click(Role::RadioButton, "录入");
    assert!(window.says("2007年要录入的 56 项都有了"));
    window.cell("0.79 重构：为示例拟的数，不是实际考核结果");
    assert!(window.says("歙县 · 社区管理率"), "{:?}", window.words());
    window.keys(Modifiers::NONE, Key::Enter);
    window.0.event(egui::Event::Text("60%".to_owned()));
    window.0.run();
    window.keys(Modifiers::NONE, Key::Enter);
    let put = |window: &Window| window.app().session().assessed().puts("huangshan", 2007, "歙县", "4.1")[0].value;
    assert_eq!(put(&window), Some(Decimal::new(6, 1)));
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(put(&window), Some(Decimal::new(79, 2)));
    window.click(Role::RadioButton, "指标体系");
    assert!(window.says("7 个方面、13 项指标，满分 100"), "{:?}", window.words());
    window.click(Role::RadioButton, "以奖代补");
    assert!(window.says("2007年以奖代补 100 万元"), "{:?}", window.words());
    let grants = |window: &Window| {
        let shown = window.app().scenario().expect("a scenario is shown");
        window.app().session().scenarios()[shown].grants.clone()
    };
    let before = grants(&window);
    let button = window.words().into_iter().find(|word| word.starts_with("把 100 万元")).expect("a button");
    window.click(Role::Button, &button);
    assert_ne!(grants(&window), before);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(grants(&window), before);
    window.click(Role::Tab, "考核");
    window.click(Role::RadioButton, "抽查");
    assert!(window.says("7 个区县抽出 3 个"), "{:?}", window.words());
    window.click(Role::RadioButton, "责任书");
    assert!(window.says("2007年各级政府应承担"), "{:?}", window.words());
    window.click(Role::RadioButton, "经办经费");
    assert!(window.says("2007年经办经费 47 万元"), "{:?}", window.words());
    window.click(Role::RadioButton, "预警");
    assert!(window.says("屯溪区可支付月数 1.0 个月"), "{:?}", window.words());
    // The collection rate of December is above its limit again, for the first time.
    assert!(window.says("低于 95.0%，本期已不在，连续 2 期才解除"), "{:?}", window.words());
    window.click(Role::RadioButton, "情景中首次到达");
    assert!(window.says("首次到达各级的月份"), "{:?}", window.words());
    window.click(Role::RadioButton, "规则");
    assert!(window.says("随附的规则"), "{:?}", window.words());
}

/// Ctrl+R of each tab of 考核 gives what is shown, and each page can be made; the tables that are written are those shown.
#[test]
fn what_each_tab_shows_becomes_a_page_of_the_deck() {
    let mut window = Window::on("考核", 1366.0, 768.0, None);
    let add = |window: &mut Window| {
        window.keys(Modifiers::COMMAND, Key::R);
        let deck = window.session().deck();
        // The score curve beside a page comes after it, and is said to stand beside it.
        match deck.pages.iter().rev().map(|page| &page.shows).take(2).collect::<Vec<_>>()[..] {
            [Shows::Score { beside, .. }, Shows::Assessed { chart, .. }] if beside == chart => Some(*chart),
            [Shows::Assessed { chart, .. }, ..] => Some(*chart),
            _ => None,
        }
    };
    use AssessedChart::{Agencies, Duties, Entered, Next, Place, Reached, Rules, Tree};
    for (tab, part, chart) in [
        ("考核表", "逐项", Place),
        ("考核表", "怎样进一名", Next),
        ("录入", "", Entered),
        ("指标体系", "", Tree),
        ("责任书", "应承担和已付", Duties),
        ("责任书", "经办经费", Agencies),
        ("预警", "情景中首次到达", Reached),
        ("预警", "规则", Rules),
    ] {
        window.click(Role::RadioButton, tab);
        if !part.is_empty() {
            window.click(Role::RadioButton, part);
        }
        assert_eq!(add(&mut window), Some(chart), "{tab} {part}");
    }
    let order = window.session().order(Style::default());
    let (data, progress) = (window.session().data().clone(), Progress::new());
    let desk = Desk { data: &data, threads: std::num::NonZeroUsize::MIN, progress: &progress };
    let made = order.slides(desk).unwrap();
    // Two of them have a score curve beside them.
    assert_eq!(made.len(), 10);
    let is_curve = |page: &deck::Page| matches!(page.shows, Shows::Score { .. });
    let curves: Vec<bool> = window.session().deck().pages.iter().map(is_curve).collect();
    assert_eq!(curves.iter().filter(|is_curve| **is_curve).count(), 2);
    let made = made.into_iter().zip(curves).filter(|(_, is_curve)| !is_curve);
    let titles: Vec<String> = made.map(|(page, _)| page.unwrap().slide.title).collect();
    for (title, part) in titles.iter().zip(["2007年", "", "要录入的", "满分 100", "应承担", "经办经费", "", "规则"])
    {
        assert!(!title.is_empty() && title.contains(part), "{title}");
    }
}

/// What a number that was paid, or is watched, rests on is told beside it; lines of statements are read and taken away.
#[test]
fn evidence_stands_beside_paid_and_watched_numbers() {
    let mut window = Window::on("考核", 1366.0, 1100.0, None);
    window.click(Role::RadioButton, "录入");
    assert!(window.says("读入预决算表…"), "{:?}", window.words());
    // The example has such lines.
    window.click(Role::Button, "移去读入的预决算表");
    assert!(window.session().assessed().statement.is_none());
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(window.session().assessed().statement.is_some());
    window.click(Role::RadioButton, "责任书");
    assert!(window.says("写明依据的文件"), "{:?}", window.words());
}

/// Grades have names in English, and so do the words beside them.
#[test]
fn grades_are_named_in_english() {
    let session = session();
    let scored = scored(&session, 2007);
    let style = Style { language: Language::English, ..Style::default() };
    let context = Context { observed: session.data(), runs: &[], style, source: "" };
    let page = Page { context: &context, scored: &scored, is_example: false };
    let shown = ranking::ranking(page, None);
    let words: Vec<String> = shown
        .sheet
        .rows
        .iter()
        .flatten()
        .filter_map(|cell| match &cell.value {
            CellValue::Text(text) => Some(text.clone()),
            _ => None,
        })
        .collect();
    assert!(words.iter().any(|word| ["Excellent", "Good", "Passed", "Failed"].contains(&&**word)), "{words:?}");
    assert!(!words.iter().any(|word| ["优秀", "良好", "合格", "不合格"].contains(&&**word)), "{words:?}");
}

/// A value that rounds to its threshold is told from it.
#[test]
fn a_value_is_told_from_the_threshold_that_it_crossed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rules.toml");
    // 屯溪区's cover at the end of 2007 is 1.0 months where it is rounded, and so is the threshold.
    let rules = "id = \"watch\"\nzh = \"预警规则\"\n\n[[rule]]\nid = \"cover\"\nzh = \"可支付月数\"\n\
        value = { measure = \"months_of_cover\" }\nlevels = [{ name = \"红\", below = \"1.04\" }]\n";
    std::fs::write(&path, rules).unwrap();
    let mut window = Window::on("考核", 1366.0, 768.0, None);
    window.click(Role::RadioButton, "预警");
    window.0.state_mut().choose_files(Purpose::ReadRules, vec![path]);
    window.comes("低于 1.04 个月");
    let said = window.words().into_iter().find(|said| said.contains("屯溪区可支付月数")).unwrap();
    let value = said.split("可支付月数 ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap();
    assert!(value.len() == 4 && value < "1.04" && value > "0.95", "{said}");
}
