//! 专户 as an officer uses it: ledgers dropped on it, matched and parted by hand, taken back, exported, kept.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::support::Window;
use eframe::egui;
use egui::accesskit::Role;
use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::Queryable;
use tongchou::answers::Desk;
use tongchou::locale::Language;
use tongchou::month::Period;
use tongchou::report::deck::parcel::{Form, Parcel};
use tongchou::report::deck::ready::Ready;
use tongchou::report::deck::{LadderChart, ReconcileChart, Shows};
use tongchou::report::model::signed::Paper;
use tongchou::report::views::context::Context;
use tongchou::report::views::reconciliation::Statements;
use tongchou::report::words::number::{MoneyUnit, Style};
use tongchou::scenario::lever::{Lever, LeverKey};
use tongchou::session::asking::{Reply, Topic};
use tongchou::session::exporting::ToSign;
use tongchou::session::{Command, Edit, News, Session};
use tongchou::simulation::Progress;
use tongchou::special_account::account::Matching;
use tongchou::special_account::deposits::pool_has_balance;
use tongchou::special_account::ledger::Keeper;

/// The ledgers of a settled case.
fn ledgers(case: &str) -> [PathBuf; 2] {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/reconcile").join(case);
    ["bank.csv", "agency.csv"].map(|name| folder.join(name))
}

impl Window {
    /// With the ledgers of a settled case dropped on it.
    fn with_ledgers(case: &str) -> Window {
        let mut window = Window::on("专户", 1366.0, 768.0, None);
        window.drop_files(&ledgers(case));
        window
    }

    fn click_at(&mut self, at: egui::Pos2, modifiers: Modifiers) {
        for pressed in [true, false] {
            let button = egui::PointerButton::Primary;
            self.0.event_modifiers(egui::Event::PointerButton { pos: at, button, pressed, modifiers }, modifiers);
            self.0.step();
        }
        self.settle();
    }

    fn matching(&self) -> Arc<Matching> {
        match &self.app().session().slot(Topic::Reconcile).answered.as_ref().expect("an answer").result {
            Ok(Reply::Reconciled(answer)) => Arc::new(answer.matching().clone()),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn two_ledgers_dropped_are_told_apart_and_held_against_each_other() {
    let mut window = Window::on("专户", 1366.0, 768.0, None);
    assert!(window.says("选好银行对账单和经办机构日记账，就能逐笔勾对"), "{:?}", window.words());
    let [bank, agency] = ledgers("1");
    window.drop_files(&[agency]);
    assert!(window.says("还缺银行对账单"), "{:?}", window.words());
    window.drop_files(&[bank]);
    assert!(
        window.says("银行 78,478,049.95 元，经办机构 96,197,390.22 元，相差 17,719,340.27 元"),
        "{:?}",
        window.words()
    );
    assert!(window.says("笔未达、") && window.says("调节后余额相符。"));
    assert!(window.says("多记或少记一位：休宁县社保局"), "{:?}", window.words());
    window.click(Role::RadioButton, "余额调节表");
    assert!(window.says("加：经办机构已收、银行未收") && window.says("调节后余额"), "{:?}", window.words());
    window.click(Role::RadioButton, "未达账项");
    assert!(window.says("看来是"));
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(window.says("还缺银行对账单"));
}

#[test]
fn a_match_is_parted_and_joined_by_hand_with_a_note_and_taken_back() {
    let mut window = Window::with_ledgers("1");
    let before = window.matching();
    let open = |window: &Window| {
        let matching = window.matching();
        let of = |keeper| matching.reconciled.found.open(&matching.books, keeper).count();
        (of(Keeper::Bank), of(Keeper::Agency))
    };
    let (bank, agency) = open(&window);
    // The lines begin with 休宁县, 20,000.00 paid, matched by number.
    window.0.get_all_by_role_and_label(Role::Cell, "凭证号").next().expect("a match").click();
    window.0.step();
    window.settle();
    assert!(window.says("选中银行 1 笔、经办机构 1 笔，相差 0.00 元"), "{:?}", window.words());
    window.click(Role::Button, "拆开");
    assert_eq!(open(&window), (bank + 1, agency + 1));
    assert_eq!(window.app().session().undo_label(), Some("拆开 1 笔与 1 笔"));
    let cells: Vec<_> = window.0.get_all_by_role_and_label(Role::Cell, "−20,000.00").collect();
    assert_eq!(cells.len(), 2);
    let [first, second] = [cells[0].rect().center(), cells[1].rect().center()];
    drop(cells);
    window.click_at(first, Modifiers::NONE);
    window.click_at(second, Modifiers::COMMAND);
    assert!(window.says("选中银行 1 笔、经办机构 1 笔，相差 0.00 元"), "{:?}", window.words());
    window.click(Role::TextInput, "备注");
    window.0.event(egui::Event::Text("凭证补记".into()));
    window.settle();
    window.click(Role::Button, "勾对");
    assert_eq!(open(&window), (bank, agency));
    assert!(window.says("手工：凭证补记"), "{:?}", window.words());
    window.keys(Modifiers::COMMAND, Key::Z);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(*window.matching(), *before);
}

#[test]
fn ledgers_and_what_was_done_by_hand_are_kept_in_the_project() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("黄山.tongchou");
    let mut session = Session::new(Language::Chinese, None, Arc::new(|| {}));
    let files = Keeper::BOTH.into_iter().zip(ledgers("2")).collect();
    assert_eq!(session.done(Command::ReadLedgers(files)), []);
    let account = session.account().clone();
    assert!(account.is_whole() && session.is_changed());
    let matching = account.reconciled(&Progress::new()).unwrap().remove(0);
    let entries = [(Keeper::Bank, 0), (Keeper::Agency, 0)];
    let joined = matching.joining(&entries, "核对，“无误”").expect("288,797.20 both");
    session.apply(Command::Edit(Edit::Account(Box::new(joined.clone()), "勾对".to_owned())));
    session.done(Command::Save(path.clone()));
    let mut again = Session::new(Language::Chinese, None, Arc::new(|| {}));
    assert_eq!(again.done(Command::Open(path)), [News::Opened]);
    assert_eq!(**again.account(), joined);
    assert!(!again.is_changed());
    again.apply(Command::Undo);
    assert_eq!(**again.account(), *account);
    again.apply(Command::Undo);
    assert!(again.account().files.is_empty());
    again.apply(Command::GoTo(2));
    assert!(!again.is_changed() && **again.account() == joined);
    // A file that is no ledger says so, and changes nothing.
    let none = folder.path().join("无.csv");
    std::fs::write(&none, "甲,乙\n1,2\n").unwrap();
    let news = again.done(Command::ReadLedgers(vec![(Keeper::Bank, none)]));
    assert!(matches!(&news[..], [News::Failed(found)] if found[0].code == "ledger-no-table"), "{news:?}");
    assert!(!again.is_changed());
}

#[test]
fn deposits_follow_reserve_rates_and_what_is_held() {
    // The sample's pool keeps nothing: it is given 100 million.
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("p.tongchou");
    let mut session = Session::new(Language::Chinese, None, Arc::new(|| {}));
    let value = Some(100_000_000.into());
    let lever = Lever::of(LeverKey::OpeningPool);
    session.apply(Command::Edit(Edit::Lever { scenario: 0, lever, value, dragging: false }));
    session.done(Command::Save(project.clone()));
    let mut window = Window::on("专户", 1366.0, 768.0, Some(&project));
    window.0.set_size(vec2(1366.0, 1600.0));
    window.click(Role::RadioButton, "存款结构");
    let answer = |window: &Window| match &window.app().session().slot(Topic::Deposits).answered.as_ref().unwrap().result
    {
        Ok(Reply::Deposits(answer)) => answer.clone(),
        other => panic!("{other:?}"),
    };
    let first = answer(&window);
    assert!(window.says("比全存活期多得利息") && window.says("利率是示例"), "{:?}", window.words());
    // A term with a least amount beyond what there is is not taken; without it all is as before.
    let shortest = first.now.plan.placements.iter().map(|placement| placement.term.months).min().unwrap();
    window.click(Role::Button, "加起存金额");
    window.0.get_by_role_and_label(Role::Button, &format!("{shortest}个月")).click();
    window.settle();
    let words = window.words();
    let field =
        words.iter().filter_map(|word| word.split_once(" = ")).find(|(name, _)| name.contains("起存金额 ")).unwrap().0;
    let type_least = |window: &mut Window, text: &str| {
        window.click(Role::TextInput, field);
        window.keys(Modifiers::COMMAND, Key::A);
        window.0.event(egui::Event::Text(text.to_owned()));
        window.keys(Modifiers::NONE, Key::Enter);
    };
    type_least(&mut window, "999999");
    assert!(answer(&window).now.plan.placements.iter().all(|placement| placement.term.months != shortest));
    assert!(window.says("不够起存金额的钱不存这一档") && window.says("利率是示例"), "{:?}", window.words());
    type_least(&mut window, "0");
    assert_eq!(answer(&window).now.plan, first.now.plan);
    // A list dropped on it: what is held binds money that can then not be placed.
    let file = folder.path().join("存单.csv");
    std::fs::write(&file, "金额（万元）,利率,到期日\n500,3.87%,2009-10-15\n").unwrap();
    window.drop_files(&[file]);
    let with_held = answer(&window);
    assert_eq!(with_held.now.plan.months[0].held, tongchou::money::Money::from_yuan(5_000_000));
    assert!(with_held.now.plan.gain <= first.now.plan.gain);
    window.click(Role::Button, "留下这个方案来比较");
    window.click(Role::RadioButton, "比较");
    assert!(window.says("方案1（2 个月）"), "{:?}", window.words());
    window.keys(Modifiers::COMMAND, Key::Z);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(answer(&window).now.plan, first.now.plan);
    assert!(window.app().session().ladders().beside.is_empty());
    // What the ladder bears becomes the scenario's interest, and undo takes it back.
    let rate = first.now.mean_rate.unwrap().round_dp(4);
    let interest = |window: &Window| -> Vec<_> {
        let scenarios = window.app().session().scenarios().iter();
        scenarios.map(|scenario| scenario.interest.as_ref().map(|interest| interest.annual)).collect()
    };
    let before = interest(&window);
    let button = window.words().into_iter().find(|word| word.starts_with("结余利率改为")).unwrap();
    window.click(Role::Button, &button);
    assert!(interest(&window).contains(&Some(rate.normalize())), "{:?}", interest(&window));
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(interest(&window), before);
}

#[test]
fn ladders_are_kept_in_the_project() {
    use tongchou::special_account::ladder::{Ladders, Line, Offer};
    use tongchou::special_account::rates::{Held, Rates};
    let mut session = Session::new(Language::Chinese, None, Arc::new(|| {}));
    let month = "2009-10".parse().unwrap();
    let held = Held { amount: tongchou::money::Money::from_fen(123_456), rate: "0.0387".parse().unwrap(), due: month };
    let rates = Rates { held: vec![held], ..Rates::example() };
    let offer = Offer { rates: rates.clone(), reserve: "1.5".parse().unwrap(), line: Line::Cautious };
    let beside = vec![("甲".to_owned(), Offer::example())];
    let ladders = Ladders { now: Some(offer), quotes: vec![rates], beside };
    session.apply(Command::Edit(Edit::Ladders(Box::new(ladders.clone()), "存款".to_owned(), false)));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.tongchou");
    session.done(Command::Save(path.clone()));
    let mut again = Session::new(Language::Chinese, None, Arc::new(|| {}));
    again.done(Command::Open(path));
    assert_eq!(**again.ladders(), ladders);
    again.apply(Command::Undo);
    assert_eq!(**again.ladders(), Ladders::default());
}

const BANK_OF_TWO: &str = "账号,交易日期,收入,支出,余额,对方户名,摘要\n3400 1111,2013-01-07,500.00,,1500.00,甲县社保局,上解\n\
    3400 2222,2013-01-08,,20.00,80.00,某银行,手续费\n3400 1111,2013-02-04,,300.00,1200.00,乙县社保局,拨付\n";
const AGENCY_OF_TWO: &str = "账号,日期,借方,贷方,余额,往来单位,摘要\n1111,2013-01-07,500.00,,1500.00,甲县社保局,上解\n\
    2222,2013-01-31,,,100.00,,期初余额\n1111,2013-02-05,,300.00,1200.00,乙县社保局,拨付\n1111,2013-02-20,70.00,,1270.00,丙县社保局,上解\n";

/// The two ledgers of two accounts each, as files of a folder.
fn of_two(folder: &Path) -> [PathBuf; 2] {
    [("银行对账单.csv", BANK_OF_TWO), ("经办日记账.csv", AGENCY_OF_TWO)].map(|(name, text)| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path
    })
}

#[test]
fn several_accounts_in_one_file_are_reconciled_each_on_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = Window::on("专户", 1366.0, 768.0, None);
    window.drop_files(&of_two(folder.path()));
    // The first account, then the other.
    assert!(window.says("银行 1,200.00 元，经办机构 1,270.00 元，相差 70.00 元"), "{:?}", window.words());
    window.click(Role::RadioButton, "各账户");
    assert!(window.says("2 个账户，调节后都相符。"), "{:?}", window.words());
    assert!(window.says("34001111") && window.says("34002222"));
    window.click(Role::RadioButton, "余额调节表");
    window.choose("账户", "34002222");
    assert!(window.says("银行 80.00 元，经办机构 100.00 元，相差 20.00 元"), "{:?}", window.words());
    // What is said of one account is of it alone.
    window.click(Role::Button, "设置");
    window.click(Role::CheckBox, "收入户（月末应无余额）");
    let account = window.session().account().clone();
    assert_eq!([account.said("34001111"), account.said("34002222")].map(|said| said.is_of_income), [false, true]);
    // Both are there again when the project is opened.
    let path = folder.path().join("p.tongchou");
    let mut session = Session::new(Language::Chinese, None, Arc::new(|| {}));
    session.apply(Command::Edit(Edit::Account(Box::new((*account).clone()), "账户".to_owned())));
    session.done(Command::Save(path.clone()));
    let mut again = Session::new(Language::Chinese, None, Arc::new(|| {}));
    again.done(Command::Open(path));
    assert_eq!(**again.account(), *account);
}

/// The bank tells numbers, the agency names: they are joined by hand, kept, separated again and taken back.
#[test]
fn accounts_called_otherwise_by_bank_and_agency_are_joined_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let [bank, agency] = of_two(folder.path());
    let named = AGENCY_OF_TWO.replace("\n1111", "\n基本户").replace("\n2222", "\n定期户");
    std::fs::write(&agency, named).unwrap();
    let mut window = Window::on("专户", 1366.0, 768.0, None);
    window.drop_files(&[bank, agency]);
    window.click(Role::RadioButton, "各账户");
    assert!(window.says("4 个账户，0 个调节后相符"), "{:?}", window.words());
    let place = |window: &Window, name: &str| {
        let all = window.0.query_all_by_label(name);
        all.map(|node| node.rect().center()).max_by(|a, b| a.y.total_cmp(&b.y)).expect("it is shown")
    };
    let join = |window: &mut Window, bank: &str, agency: &str| {
        let [bank, agency] = [bank, agency].map(|name| place(window, name));
        window.click_at(bank, Modifiers::NONE);
        window.click_at(agency, Modifiers::COMMAND);
        window.click(Role::Button, "合为一个账户");
    };
    join(&mut window, "34001111", "基本户");
    assert!(window.says("34001111（又称 基本户）") && window.says("3 个账户"), "{:?}", window.words());
    join(&mut window, "34002222", "定期户");
    assert!(window.says("2 个账户，调节后都相符。"), "{:?}", window.words());
    // Kept in the project.
    let account = window.session().account().clone();
    let path = folder.path().join("p.tongchou");
    let mut session = Session::new(Language::Chinese, None, Arc::new(|| {}));
    session.apply(Command::Edit(Edit::Account(Box::new((*account).clone()), "账户".to_owned())));
    session.done(Command::Save(path.clone()));
    let mut again = Session::new(Language::Chinese, None, Arc::new(|| {}));
    again.done(Command::Open(path));
    assert_eq!(**again.account(), *account);
    // Separated again, and taken back.
    let at = place(&window, "34001111（又称 基本户）");
    window.click_at(at, Modifiers::NONE);
    window.click(Role::Button, "分开");
    assert!(window.says("3 个账户"), "{:?}", window.words());
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(window.says("2 个账户，调节后都相符。"));
    window.keys(Modifiers::COMMAND, Key::Z);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(window.says("4 个账户"), "{:?}", window.words());
}

/// 存款结构 begins with a scenario whose pool has money; another that is chosen there stands.
#[test]
fn deposits_begin_with_the_first_scenario_whose_pool_has_money() {
    let mut window = Window::on("专户", 1366.0, 768.0, None);
    let has_balance: Vec<bool> =
        window.session().runs().iter().flatten().map(|settled| pool_has_balance(&settled.run)).collect();
    assert_eq!((has_balance[..2].to_vec(), window.app().scenario()), (vec![true, false], Some(1)));
    window.click(Role::RadioButton, "存款结构");
    let names: Vec<String> = window.session().scenarios().iter().map(|scenario| scenario.name.clone()).collect();
    let base = format!("基准 · {}", names[0]);
    assert!(window.says("比全存活期多得利息") && window.says(&base), "{:?}", window.words());
    window.choose("情景", &names[1]);
    assert!(!window.says("比全存活期多得利息"), "{:?}", window.words());
    window.choose("情景", &base);
    assert!(window.says("比全存活期多得利息"), "{:?}", window.words());
}

/// The texts of the worksheets of a workbook, by name.
fn worksheets(bytes: &[u8]) -> Vec<(String, Vec<String>)> {
    use calamine::Reader as _;
    let mut book = calamine::Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let names = book.sheet_names();
    let of = |name: String| {
        let range = book.worksheet_range(&name).unwrap();
        let cells = range.cells().map(|(_, _, cell)| cell.to_string()).filter(|text| !text.is_empty()).collect();
        (name, cells)
    };
    names.into_iter().map(of).collect()
}

/// The parts of a workbook whose names have something in them.
fn parts(bytes: &[u8], name: &str) -> Vec<String> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let all = archive.file_names().filter_map(Result::ok).map(std::borrow::Cow::into_owned);
    let names: Vec<String> = all.filter(|part| part.contains(name)).collect();
    names.iter().map(|part| std::io::read_to_string(archive.by_name(part).unwrap()).unwrap()).collect()
}

#[test]
fn statements_are_written_to_be_signed_month_by_month_and_account_by_account() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = Session::new(Language::Chinese, None, Arc::new(|| {}));
    let files = Keeper::BOTH.into_iter().zip(of_two(folder.path())).collect();
    assert_eq!(session.done(Command::ReadLedgers(files)), []);
    let matchings = Arc::new(session.account().reconciled(&Progress::new()).unwrap());
    let mut written = |name: &str, only, as_workbook| {
        let path = folder.path().join(name);
        let statements = Statements { matchings: matchings.clone(), only, language: Language::Chinese };
        let to_sign = ToSign::Statements(statements);
        assert_eq!(
            session.done(Command::ExportSigned(path.clone(), to_sign, as_workbook, Style::default())),
            [News::Saved(path.clone())]
        );
        std::fs::read(path).unwrap()
    };
    let book = written("全部.xlsx", None, true);
    let sheets = worksheets(&book);
    let names: Vec<&str> = sheets.iter().map(|(name, _)| &**name).take(3).collect();
    assert_eq!(names, ["34001111 2013年1月", "34001111 2013年2月", "34002222 2013年1月"]);
    let says = |n: usize, words: &str| sheets[n].1.iter().any(|text| text.contains(words));
    assert!(says(1, "银行存款余额调节表（2013年2月28日）") && says(1, "账户：34001111"), "{:?}", sheets[1]);
    assert!(says(1, "加：经办机构已收、银行未收") && says(1, "丙县社保局"), "{:?}", sheets[1]);
    assert!(says(1, "编制：") && says(1, "复核：") && says(1, "负责人："), "{:?}", sheets[1]);
    assert!(says(1, "未达账项 1 笔，最长 8 天。"), "{:?}", sheets[1]);
    // Money to the fen, in yuan.
    assert!(says(1, "1200") && says(1, "1270") && says(1, "（元）"), "{:?}", sheets[1]);
    let printed = parts(&book, "worksheets/sheet2.xml").remove(0);
    assert!(printed.contains("orientation=\"landscape\"") && printed.contains("paperSize=\"9\""), "{printed}");
    assert!(printed.contains("fitToWidth") || printed.contains("fitToHeight=\"0\""), "{printed}");
    let titles = parts(&book, "xl/workbook.xml").remove(0);
    assert!(titles.contains("_xlnm.Print_Titles") && titles.contains("'34001111 2013年2月'!$1:$2"), "{titles}");
    let one = written("一张.pdf", Some((1, Some("2013-01".parse().unwrap()))), false);
    let all = written("全部.pdf", None, false);
    assert!(one.starts_with(b"%PDF") && all.starts_with(b"%PDF") && all.len() > one.len());
    let statements = Statements { matchings, only: None, language: Language::Chinese };
    let pages = statements.pages();
    // January and February of the one, January of the other.
    assert_eq!(pages.len(), 3);
    assert!(pages.iter().all(|page| page.paper == Paper::Across && page.signatures.len() == 3));
}

#[test]
fn what_is_shown_of_the_account_becomes_pages_of_the_deck() {
    let mut window = Window::with_ledgers("1");
    let add = |window: &mut Window| {
        window.keys(Modifiers::COMMAND, Key::R);
        let deck = window.session().deck();
        deck.pages[deck.pages.len() - 1].shows.clone()
    };
    let shown = |chart| Shows::Reconciled { account: String::new(), month: None, chart };
    assert_eq!(add(&mut window), shown(ReconcileChart::Facing));
    window.click(Role::RadioButton, "余额调节表");
    assert_eq!(add(&mut window), shown(ReconcileChart::Statement));
    window.click(Role::RadioButton, "未达账项");
    assert_eq!(add(&mut window), shown(ReconcileChart::Open));
    window.click(Role::RadioButton, "存款结构");
    let scenario = window.session().family().members()[0].id;
    assert_eq!(add(&mut window), Shows::Deposits { scenario, chart: LadderChart::Ladder });
    let order = window.session().order(Style { unit: MoneyUnit::TenThousand, ..Style::default() });
    let (data, progress) = (window.session().data().clone(), Progress::new());
    let desk = Desk { data: &data, threads: std::num::NonZeroUsize::MIN, progress: &progress };
    let made: Vec<_> = order.slides(desk).unwrap().into_iter().map(|page| page.unwrap()).collect();
    assert!(made[1].slide.title.contains("银行 78,478,049.95 元"), "{}", made[1].slide.title);
    // To the fen, whatever the unit of the deck.
    let said = format!("{:?}", made[1].slide.body);
    assert!(said.contains("Yuan("), "{said}");
    let bytes = Parcel { order, form: Form::Xlsx, page: None }.bytes(desk).unwrap().0;
    let sheets = worksheets(&bytes);
    let statement = sheets.iter().find(|(_, cells)| cells.iter().any(|text| text.contains("调节后余额"))).unwrap();
    assert!(statement.1.iter().any(|text| text == "78478049.95"), "{:?}", statement.1);
    assert!(sheets.iter().any(|(_, cells)| cells.iter().any(|text| text.contains("未达账项"))));
}

/// What a ledger says of persons is hidden before the project keeps it, and said.
#[test]
fn numbers_of_identity_cards_are_hidden_before_a_ledger_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("银行.csv");
    let rows =
        "交易日期,收入,支出,余额,对方户名,摘要\n2013-01-07,,500.00,1500.00,甲县社保局,丧葬费11010519491231002X\n";
    std::fs::write(&ledger, rows).unwrap();
    let mut session = Session::new(Language::Chinese, None, Arc::new(|| {}));
    let news = session.done(Command::ReadLedgers(vec![(Keeper::Bank, ledger)]));
    assert!(matches!(&news[..], [News::Failed(found)] if found[0].code == "identities-hidden"), "{news:?}");
    let path = folder.path().join("p.tongchou");
    session.done(Command::Save(path.clone()));
    let mut again = Session::new(Language::Chinese, None, Arc::new(|| {}));
    again.done(Command::Open(path));
    let sheet = &again.account().files[0].sheet;
    assert_eq!(sheet.cell(1, 5), "丧葬费110105********002X");
}

/// 专户月报 is there once there are ledgers, and has the pages of every account and of the ladder.
#[test]
fn the_month_of_the_account_is_a_ready_made_deck() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = Session::new(Language::Chinese, None, Arc::new(|| {}));
    let is_possible = |session: &Session| Ready::SpecialAccount.is_possible(session.decks_from());
    assert!(!is_possible(&session));
    let files = Keeper::BOTH.into_iter().zip(of_two(folder.path())).collect();
    assert_eq!(session.done(Command::ReadLedgers(files)), []);
    assert!(is_possible(&session));
    let plan = |session: &Session| {
        let (style, source) = (Style::default(), session.source());
        let context = Context { observed: session.data(), runs: &session.runs(), style, source };
        Ready::SpecialAccount.plan(&context, session.decks_from())
    };
    let month = "2013-02".parse().unwrap();
    let [one, other] = ["34001111", "34002222"].map(|account| {
        use ReconcileChart::{Open, Statement, Suspects};
        [Statement, Open, Suspects].map(|chart| Shows::Reconciled {
            account: account.to_owned(),
            month: Some(month),
            chart,
        })
    });
    let accounts =
        Shows::Reconciled { account: "34001111".to_owned(), month: Some(month), chart: ReconcileChart::Accounts };
    let cover = Shows::Cover { period: Some(Period::Month(month)) };
    let expected: Vec<Shows> = [cover, Shows::Conclusions, accounts].into_iter().chain(one).chain(other).collect();
    let shown = |session: &Session| plan(session).pages.into_iter().map(|page| page.shows).collect::<Vec<_>>();
    assert_eq!(shown(&session), expected);
    // The bank was asked: the ladder of the first scenario whose pool has money.
    let ladders = session.ladders().with(session.ladders().offer());
    session.apply(Command::Edit(Edit::Ladders(Box::new(ladders), "利率".to_owned(), false)));
    session.settle();
    let scenario = session.member(0).unwrap().id;
    let charts = [LadderChart::Ladder, LadderChart::Calendar, LadderChart::Reserve];
    let laid = charts.map(|chart| Shows::Deposits { scenario, chart });
    assert_eq!(shown(&session)[expected.len()..], laid);
    let order = tongchou::report::deck::build::Order { plan: plan(&session), ..session.order(Style::default()) };
    let (data, progress) = (session.data().clone(), Progress::new());
    let desk = Desk { data: &data, threads: std::num::NonZeroUsize::MIN, progress: &progress };
    let titles: Vec<String> = order.slides(desk).unwrap().into_iter().map(|page| page.unwrap().slide.title).collect();
    assert_eq!(titles[2], "2 个账户，调节后都相符。");
    assert!(
        titles[3].starts_with("34001111：") && titles[3].contains("银行 1,200.00 元，经办机构 1,270.00 元"),
        "{titles:?}"
    );
    assert_eq!(titles[4], "34001111：截至2013年2月28日未达账项 1 笔、疑似差错 0 笔，最长 8 天");
    assert_eq!(titles[5], "34001111：截至2013年2月28日没有疑似差错。");
    let [.., ladder, due, cost] = &*titles else { panic!("{titles:?}") };
    assert!(ladder.contains("多得利息") && due.contains("笔存款先后到期，共 "), "{titles:?}");
    assert!(cost.starts_with("准备金每多留 1 个月，少得利息 "), "{titles:?}");
}
