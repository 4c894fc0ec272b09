//! Three tabs of 情景 as an officer uses them: 求解, 敏感性 and 差异分解, seen by the words on the window.

use std::time::{Duration, Instant};

use eframe::egui;
use egui::accesskit::Role;
use egui::{Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use tongchou::answers::question::Question;
use tongchou::answers::{Quantity, Reading, number};
use tongchou::locale::Language;
use tongchou::session::asking::{Reply, Topic};
use tongchou::ui::app::{App, Folders};
use tongchou::ui::state::Tab;

const TOPICS: [Topic; 4] = [Topic::Solve, Topic::Sensitivity, Topic::Grid, Topic::Bridge];

/// The window and what a person does to it.
struct Window(Harness<'static, App>);

impl Window {
    /// The sample, on a tab of 情景.
    fn on(tab: &str) -> Window {
        let harness = Harness::builder()
            .with_size(vec2(1440.0, 1400.0))
            .with_theme(egui::Theme::Light)
            .with_max_steps(20)
            .build_eframe(|creation| App::new(&creation.egui_ctx, Folders::default(), None));
        let mut window = Window(harness);
        window.settle();
        window.click(Role::Tab, "情景");
        window.click(Role::RadioButton, tab);
        window
    }

    fn app(&self) -> &App {
        self.0.state()
    }

    /// Waits for runs and answers and shows them.
    fn settle(&mut self) {
        self.0.state_mut().settle();
        self.0.step();
        let began = Instant::now();
        while TOPICS.iter().any(|topic| self.app().session().slot(*topic).asking.is_some()) {
            assert!(began.elapsed() < Duration::from_secs(120), "an answer comes in good time");
            std::thread::sleep(Duration::from_millis(5));
            self.0.step();
        }
        self.0.run();
    }

    fn click(&mut self, role: Role, label: &str) {
        self.0.get_by_role_and_label(role, label).click();
        self.0.step();
        self.settle();
    }

    /// Takes a choice of the drop-down whose name begins so.
    fn choose(&mut self, name: &str, choice: &str) {
        let lists = self.names_of(Role::ComboBox);
        let label = lists.iter().rfind(|label| label.starts_with(&format!("{name}: ")));
        let label = label.cloned().unwrap_or_else(|| panic!("no {name}: {lists:?}"));
        let labelled: Vec<_> = self.0.get_all_by_role_and_label(Role::ComboBox, &label).collect();
        labelled[labelled.len() - 1].click();
        drop(labelled);
        self.0.run();
        let choices: Vec<_> = self.0.get_all_by_label(choice).collect();
        choices[choices.len() - 1].click();
        drop(choices);
        self.0.step();
        self.settle();
    }

    fn type_into(&mut self, field: &str, number: &str) {
        self.0.get_by_role_and_label(Role::TextInput, field).click();
        self.0.run();
        self.0.key_press_modifiers(Modifiers::COMMAND, Key::A);
        self.0.run();
        self.0.event(egui::Event::Text(number.to_owned()));
        self.0.run();
        self.0.key_press(Key::Enter);
        self.0.step();
        self.settle();
    }

    fn names_of(&self, role: Role) -> Vec<String> {
        let nodes = self.0.root().children_recursive();
        let nodes = nodes.filter(|node| node.accesskit_node().role() == role);
        nodes.filter_map(|node| node.accesskit_node().label()).collect()
    }

    fn words_of(&self, role: Role) -> Vec<String> {
        let nodes = self.0.root().children_recursive();
        let said = |node: &egui_kittest::Node<'_>| {
            let access = node.accesskit_node();
            let words = [access.label(), access.value()].into_iter().flatten().collect::<Vec<_>>().join(" = ");
            (access.role() == role && access.raw_bounds().is_some()).then_some(words)
        };
        nodes.filter_map(|node| said(&node)).collect()
    }

    /// The words in the middle.
    fn labels(&self) -> Vec<String> {
        self.words_of(Role::Label)
    }

    fn says(&self, part: &str) -> bool {
        self.labels().iter().any(|label| label.contains(part))
    }

    /// What the table's first row is of.
    fn first_row(&self) -> String {
        let nodes = self.0.root().children_recursive();
        let cells = nodes.filter(|node| node.accesskit_node().role() == Role::Cell);
        let place = |node: &egui_kittest::Node<'_>| (node.rect().top() as i32, node.rect().left() as i32);
        cells.min_by_key(place).and_then(|node| node.accesskit_node().label()).unwrap_or_default()
    }
}

#[test]
fn an_officer_finds_the_grant_and_takes_it_over_into_a_scenario_that_meets_the_goal() {
    let mut window = Window::on("求解");
    window.click(Role::RadioButton, "每年专项补助多少，到期可支付三个月？");
    assert!(window.says("年度专项补助要由") && window.says("才能不低于 3 个月"), "{:?}", window.labels());
    let before = window.app().session().scenarios().len();
    let shown = window.app().scenario().expect("a scenario");
    let Some(Ok(Reply::Solution(solution))) =
        window.app().session().slot(Topic::Solve).answered.as_ref().map(|answered| answered.result.clone())
    else {
        panic!("an answer")
    };
    let tongchou::answers::solve::Answer::Found(found) = solution.answer else { panic!("{:?}", solution.answer) };
    window.click(Role::Button, "把答案用到新情景");
    let session = window.app().session();
    assert_eq!(session.scenarios().len(), before + 1);
    assert_eq!((window.app().view().tab, window.app().scenario()), (Tab::OUTCOME, Some(shown + 1)));
    let scenario = &session.scenarios()[shown + 1];
    assert!(scenario.name.contains("年度专项补助"), "{}", scenario.name);
    assert_eq!(session.family().parent(shown + 1), Some(shown));
    let run = session.outcome(shown + 1).and_then(|outcome| outcome.result.as_ref().ok()).expect("it is run");
    let reading = Reading::of_city(Quantity::MonthsOfCover, None).of(&run.run, session.data(), scenario);
    assert_eq!(reading, found.reading);
    assert!(number(reading.expect("it is known")) >= 3.into());
}

#[test]
fn each_ready_made_question_gives_an_answer_or_says_that_none_does() {
    for place in ["全市", "屯溪区"] {
        let mut window = Window::on("求解");
        if place != "全市" {
            window.choose("地区", place);
        }
        for question in Question::ALL {
            let words = Language::Chinese.text(question.text_key());
            if !window.0.get_by_role_and_label(Role::RadioButton, words).accesskit_node().is_selected().unwrap_or(false)
            {
                window.click(Role::RadioButton, words);
            }
            let ways = ["才能", "仍", "目标是", "任何值都能做到", "都做不到", "不起作用", "算不出来"];
            assert!(ways.iter().any(|way| window.says(way)), "{place} {words}: {:?}", window.labels());
        }
    }
}

/// The share of an adjustment fund is sought in a scenario that has one: it is added whole.
#[test]
fn a_prepared_scenario_is_added_with_the_answer() {
    let mut window = Window::on("求解");
    window.choose("情景", "基准 · 统收统支");
    window.click(Role::RadioButton, "一次增加多少缴费人数，到期不欠债？");
    assert!(window.says("求解时在情景中加了一次人员增减"), "{:?}", window.labels());
    let before = window.app().session().scenarios().len();
    if window.0.query_by_role_and_label(Role::Button, "把答案用到新情景").is_some() {
        window.click(Role::Button, "把答案用到新情景");
        let session = window.app().session();
        assert_eq!(session.scenarios().len(), before + 1);
        assert_eq!(session.scenarios()[before].events.len(), 1);
    }
}

#[test]
fn a_question_that_is_changed_is_ones_own_and_says_what_to_do_where_nothing_does_it() {
    let mut window = Window::on("求解");
    window.type_into("到", "60");
    assert!(window.0.query_by_role_and_label(Role::RadioButton, "自定义").is_some());
    assert!(window.says("在 50%至 60%之间都做不到"), "{:?}", window.labels());
    assert!(window.says("可以放宽右边的取值范围"));
    window.type_into("到", "40");
    assert!(window.says("范围的下限应小于上限"), "{:?}", window.labels());
    window.type_into("到", "六十");
    assert!(window.words_of(Role::TextInput).iter().any(|field| field == "到 = 40"));
    window.choose("求哪一项", "缴费人数增长率");
    assert!(window.says("缴费人数增长率"), "{:?}", window.labels());
}

#[test]
fn the_first_lever_of_the_tornado_has_the_largest_effect() {
    let mut window = Window::on("敏感性");
    let answered = window.app().session().slot(Topic::Sensitivity).answered.clone().expect("an answer");
    let Ok(Reply::Tornado(tornado)) = answered.result else { panic!("{:?}", answered.result) };
    assert!(tornado.swings.is_sorted_by_key(|swing| std::cmp::Reverse(swing.size())));
    let first = Language::Chinese.text(tornado.swings[0].step.lever.def().text_key);
    assert!(window.says(&format!("影响最大的是{first}")), "{:?}", window.labels());
    assert_eq!(window.first_row(), first);
    // Left out, it is no longer moved; none at all says so.
    window.click(Role::CheckBox, first);
    assert!(!window.says(&format!("影响最大的是{first}")), "{:?}", window.labels());
    window.click(Role::CheckBox, "全选");
    window.click(Role::CheckBox, "全选");
    assert!(window.says("请在右边至少选一项"), "{:?}", window.labels());
}

#[test]
fn two_levers_break_even_on_a_line() {
    let mut window = Window::on("敏感性");
    window.click(Role::RadioButton, "双因素");
    assert!(window.says("征缴率为现在的"), "{:?}", window.labels());
    window.click(Role::RadioButton, "11");
    let answered = window.app().session().slot(Topic::Grid).answered.clone().expect("an answer");
    let Ok(Reply::Grid(grid)) = answered.result else { panic!("{:?}", answered.result) };
    assert_eq!((grid.first.len(), grid.second.len()), (11, 11));
    window.type_into("平衡线的值", "1000");
    assert!(window.says("1,000 万元"), "{:?}", window.labels());
}

#[test]
fn the_bridge_adds_up() {
    let mut window = Window::on("差异分解");
    let said = window.labels();
    assert!(window.says("最大的原因是") || window.says("全因") || window.says("一样"), "{said:?}");
    assert!(window.says("一分不差"), "{said:?}");
    window.choose("看哪个指标", "期末债务");
    assert!(window.says("期末债务"), "{:?}", window.labels());
    window.click(Role::Button, "对调");
    assert!(window.says("一分不差"), "{:?}", window.labels());
    // The replay speaks of other months: it has no way there, and says why.
    window.choose("到", "回溯2007年：县级统筹");
    assert!(window.says("这个问题算不出来") || window.says("一分不差"), "{:?}", window.labels());
}

#[test]
fn what_is_given_up_offers_to_be_worked_out_again() {
    let mut window = Window::on("敏感性");
    window.0.get_by_role_and_label(Role::RadioButton, "双因素").click();
    window.0.step();
    window.0.step();
    // The answer may be there before a hand could give it up.
    if window.app().session().slot(Topic::Grid).asking.is_some() {
        let began = Instant::now();
        while window.0.query_by_role_and_label(Role::Button, "取消").is_none()
            && window.app().session().slot(Topic::Grid).asking.is_some()
        {
            assert!(began.elapsed() < Duration::from_secs(60));
            std::thread::sleep(Duration::from_millis(20));
            window.0.step();
        }
        if window.0.query_by_role_and_label(Role::Button, "取消").is_some() {
            window.0.get_by_role_and_label(Role::Button, "取消").click();
            window.0.step();
            window.settle();
            assert!(window.says("这一项计算没有做完"), "{:?}", window.labels());
            window.click(Role::Button, "重新计算");
        }
    }
    assert!(window.says("征缴率为现在的"), "{:?}", window.labels());
}

/// In a replay nothing is projected: levers of growth are said to do nothing, or the question to have no answer.
#[test]
fn a_replay_answers_or_says_why_not() {
    let replay = "回溯2007年：县级统筹";
    let mut window = Window::on("求解");
    window.choose("情景", replay);
    for question in Question::ALL.into_iter().skip(1) {
        window.click(Role::RadioButton, Language::Chinese.text(question.text_key()));
        let ways = ["才能", "仍", "目标是", "都能做到", "算不出来"];
        assert!(ways.iter().any(|way| window.says(way)), "{question:?}: {:?}", window.labels());
    }
    let mut window = Window::on("敏感性");
    window.choose("情景", replay);
    assert!(window.says("影响最大的是回溯的"), "{:?}", window.labels());
    window.click(Role::RadioButton, "双因素");
    assert!(window.says("回溯的") && !window.says("算不出来"), "{:?}", window.labels());
}
