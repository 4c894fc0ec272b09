//! 报告 as an officer uses it: pages gathered, ordered, worded and copied, seen by the words on the window.

use std::time::{Duration, Instant};

use eframe::egui;
use egui::accesskit::{Role, Toggled};
use egui::{Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use tongchou::report::deck::{OutcomeChart, Shows};
use tongchou::report::model::slide::{Body, Shape};
use tongchou::session::asking::{Reply, Topic};
use tongchou::ui::app::{App, Folders};
use tongchou::ui::state::Screen;

/// The window and what a person does to it.
struct Window(Harness<'static, App>);

impl Window {
    /// The sample, every scenario run.
    fn open(width: f32, height: f32) -> Window {
        let harness = Harness::builder()
            .with_size(vec2(width, height))
            .with_theme(egui::Theme::Light)
            .with_max_steps(20)
            .build_eframe(|creation| App::new(&creation.egui_ctx, Folders::default(), None));
        let mut window = Window(harness);
        window.settle();
        window
    }

    /// 报告 with a ready-made deck.
    fn with_deck(name: &str) -> Window {
        let mut window = Window::open(1440.0, 1200.0);
        window.keys(Modifiers::COMMAND, Key::R);
        window.click(Role::Tab, "报告");
        window.click(Role::Button, name);
        window
    }

    fn app(&self) -> &App {
        self.0.state()
    }

    /// Waits for runs and slides and shows them.
    fn settle(&mut self) {
        self.0.state_mut().settle();
        self.0.step();
        let began = Instant::now();
        while self.app().session().slot(Topic::Slides).asking.is_some() {
            assert!(began.elapsed() < Duration::from_secs(120), "slides come in good time");
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

    fn keys(&mut self, modifiers: Modifiers, key: Key) {
        self.0.key_press_modifiers(modifiers, key);
        self.0.step();
        self.settle();
    }

    /// Puts words into a field; they are taken over when it is left.
    fn type_into(&mut self, field: &str, words: &str) {
        self.click(Role::TextInput, field);
        self.keys(Modifiers::COMMAND, Key::A);
        self.0.event(egui::Event::Text(words.to_owned()));
        self.settle();
    }

    fn words_of(&self, role: Role) -> Vec<String> {
        let nodes = self.0.root().children_recursive();
        let nodes = nodes.filter(|node| node.accesskit_node().role() == role);
        nodes.filter_map(|node| node.accesskit_node().label()).collect()
    }

    /// The names of the pages in the list.
    fn pages(&self) -> Vec<String> {
        self.words_of(Role::ListBoxOption)
    }

    fn chosen(&self) -> usize {
        let nodes = self.0.root().children_recursive();
        let pages: Vec<bool> = nodes
            .filter(|node| node.accesskit_node().role() == Role::ListBoxOption)
            .map(|node| node.accesskit_node().toggled() == Some(Toggled::True))
            .collect();
        pages.iter().position(|chosen| *chosen).expect("a page is chosen")
    }

    /// The name of the large page.
    fn large(&self) -> String {
        self.words_of(Role::Image).pop().expect("a large page")
    }

    fn says(&self, part: &str) -> bool {
        let nodes = self.0.root().children_recursive();
        let said = |node: egui_kittest::Node<'_>| {
            let access = node.accesskit_node();
            [access.label(), access.value()].into_iter().flatten().any(|words| words.contains(part))
        };
        nodes.into_iter().any(said)
    }

    fn titles(&self) -> Vec<String> {
        self.pages().iter().map(|page| page.split_once(' ').expect("number and title").1.to_owned()).collect()
    }
}

#[test]
fn a_view_is_added_to_the_deck_and_the_notice_leads_there() {
    let mut window = Window::open(1440.0, 900.0);
    assert_eq!(window.app().view().screen, Screen::OVERVIEW);
    window.click(Role::Tab, "核对");
    window.keys(Modifiers::COMMAND, Key::R);
    assert!(window.says("已加入报告，现有 1 页"));
    // Of a screen with several charts each is a page.
    window.click(Role::Tab, "区县");
    window.keys(Modifiers::COMMAND, Key::R);
    assert!(window.says("已加入报告 5 页，现有 6 页"));
    window.click(Role::Tab, "专户");
    window.keys(Modifiers::COMMAND, Key::R);
    assert!(window.says("这个画面还不能做成报告页"));
    let mut shows: Vec<_> = window.app().session().deck().pages.iter().map(|page| page.shows.text_key()).collect();
    shows.dedup();
    assert_eq!(shows, ["shows.published", "shows.county"]);
    window.click(Role::Tab, "报告");
    assert_eq!(window.pages().len(), 6);
    assert_eq!(window.chosen(), 1, "the first of the pages that were added last");
}

#[test]
fn the_pages_of_a_ready_made_deck_stand_in_the_list_and_the_chosen_one_at_large() {
    let mut window = Window::with_deck("年度对比报告");
    assert!(window.says("年度对比报告，共 9 页"), "{:?}", window.words_of(Role::Label));
    let titles = window.titles();
    assert_eq!((titles.len(), window.chosen()), (9, 0));
    let Some(Ok(Reply::Slides(shown))) =
        window.app().session().slot(Topic::Slides).answered.as_ref().map(|answered| answered.result.clone())
    else {
        panic!("slides")
    };
    let made: Vec<String> = shown.iter().map(|page| page.made.as_ref().unwrap().slide.title.clone()).collect();
    assert_eq!(titles, made, "the list has the titles of the slides");
    let nodes = || window.0.root().children_recursive();
    let places = |role: Role| -> Vec<egui::Rect> {
        nodes().filter(|node| node.accesskit_node().role() == role).map(|node| node.rect()).collect()
    };
    let (list, large) = (places(Role::ListBoxOption), places(Role::Image));
    assert!(list.windows(2).all(|pair| pair[0].bottom() <= pair[1].top()), "one under another: {list:?}");
    let large = large[large.len() - 1];
    assert!(list[0].right() <= large.left() && large.width() > 400.0, "beside the large one: {large:?}");
    for (number, page) in window.pages().into_iter().enumerate() {
        if number > 0 {
            window.click(Role::ListBoxOption, &page);
        }
        assert_eq!((window.chosen(), window.large()), (number, titles[number].clone()));
    }
}

#[test]
fn an_own_title_stands_until_it_is_given_back_to_the_numbers() {
    let mut window = Window::with_deck("年度对比报告");
    let before = window.titles();
    window.type_into("标题", "屯溪缺口三年减半");
    // Another page is clicked while the words are still in the field: they are taken over all the same.
    let second = window.pages()[1].clone();
    window.click(Role::ListBoxOption, &second);
    assert_eq!(window.titles()[0], "屯溪缺口三年减半");
    assert_eq!(window.titles()[1..], before[1..]);
    let first = window.pages()[0].clone();
    window.click(Role::ListBoxOption, &first);
    assert_eq!(window.large(), "屯溪缺口三年减半");
    window.click(Role::Button, "标题改回按数据写");
    assert_eq!(window.titles(), before);
    assert!(!window.says("标题改回按数据写"));
    window.type_into("结论", "请财政补足");
    window.click(Role::RadioButton, "16:9");
    assert_eq!(window.app().session().deck().pages[0].takeaway.as_deref(), Some("请财政补足"));
}

#[test]
fn pages_are_moved_and_taken_out_and_undo_brings_them_back() {
    let mut window = Window::with_deck("年度对比报告");
    let (before, planned) = (window.titles(), window.app().session().deck().pages.clone());
    window.click(Role::Button, "下移");
    let mut moved = planned.clone();
    moved.swap(0, 1);
    assert_eq!((&window.app().session().deck().pages, window.chosen()), (&moved, 1), "the page stays chosen");
    window.click(Role::Button, "上移");
    assert_eq!((&window.app().session().deck().pages, window.chosen()), (&planned, 0));
    window.click(Role::Button, "删除");
    assert_eq!(window.titles(), before[1..]);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.titles(), before);
    // The last one is taken out: the one before it is chosen.
    let last = window.pages()[8].clone();
    window.click(Role::ListBoxOption, &last);
    window.click(Role::Button, "删除");
    assert_eq!((window.titles(), window.chosen()), (before[..8].to_vec(), 7));
    assert_eq!(window.large(), before[7]);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.titles(), before);
    window.keys(Modifiers::COMMAND, Key::Y);
    assert_eq!(window.titles(), before[..8]);
}

#[test]
fn a_page_is_dragged_to_another_place_and_taken_out_by_a_key() {
    let mut window = Window::with_deck("年度对比报告");
    let planned = window.app().session().deck().pages.clone();
    let places: Vec<egui::Rect> = {
        let nodes = window.0.root().children_recursive();
        nodes.filter(|node| node.accesskit_node().role() == Role::ListBoxOption).map(|node| node.rect()).collect()
    };
    let at = |n: usize, y: f32| egui::pos2(places[n].center().x, places[n].center().y + y);
    window.0.drag_at(at(3, 0.0));
    window.0.step();
    window.0.hover_at(at(1, -8.0));
    window.0.step();
    window.0.drop_at(at(1, -8.0));
    window.0.step();
    window.settle();
    let mut moved = planned.clone();
    let page = moved.remove(3);
    moved.insert(1, page);
    assert_eq!((&window.app().session().deck().pages, window.chosen()), (&moved, 1), "above the second, and chosen");
    window.keys(Modifiers::ALT, Key::ArrowDown);
    moved.swap(1, 2);
    assert_eq!((&window.app().session().deck().pages, window.chosen()), (&moved, 2));
    window.keys(Modifiers::NONE, Key::Delete);
    moved.remove(2);
    assert_eq!(window.app().session().deck().pages, moved);
    for _ in 0..3 {
        window.keys(Modifiers::COMMAND, Key::Z);
    }
    assert_eq!(window.app().session().deck().pages, planned);
}

#[test]
fn a_deck_has_a_cover_what_it_finds_and_pages_of_own_words() {
    let mut window = Window::with_deck("月度简报");
    let made = |window: &Window| {
        let answered = window.app().session().slot(Topic::Slides).answered.as_ref().expect("an answer");
        let Ok(Reply::Slides(shown)) = &answered.result else { panic!("slides") };
        shown.iter().map(|page| page.made.clone().expect("it is made").slide).collect::<Vec<_>>()
    };
    let words = |slide: &tongchou::report::model::slide::Slide| match &slide.body {
        Body::Words(words) => words.lines.clone(),
        _ => panic!("words"),
    };
    let slides = made(&window);
    assert_eq!(slides[0].title, "全市企业职工基本养老保险月度简报");
    assert_eq!(slides[0].takeaway, "2007年12月");
    let found = words(&slides[1]);
    assert!((3..=6).contains(&found.len()), "{found:?}");
    assert_eq!(found[0], slides[2].title, "what the first page finds comes first");
    // Her own takeaway is what is concluded.
    let third = window.pages()[2].clone();
    window.click(Role::ListBoxOption, &third);
    window.type_into("结论", "请市财政补足当月缺口。");
    let cover = window.pages()[0].clone();
    window.click(Role::ListBoxOption, &cover);
    assert_eq!(words(&made(&window)[1])[0], "请市财政补足当月缺口");
    window.type_into("页脚单位名称", "市社保局");
    window.click(Role::RadioButton, "16:9");
    assert_eq!(words(&made(&window)[0]), ["市社保局"]);
    // What she writes herself stands where she puts it.
    window.click(Role::Button, "添加一页 ▾");
    window.click(Role::Button, "文字");
    window.type_into("正文", "一是抓征缴。\n二是控支出。");
    window.click(Role::RadioButton, "16:9");
    assert_eq!(words(&made(&window)[1]), ["一是抓征缴。", "二是控支出。"]);
}

#[test]
fn the_shape_of_the_slides_is_chosen_and_undone() {
    let mut window = Window::with_deck("月度简报");
    let preview = |window: &Window| {
        let answered = window.app().session().slot(Topic::Slides).answered.as_ref().expect("an answer");
        let Ok(Reply::Slides(shown)) = &answered.result else { panic!("slides") };
        let preview = shown[0].picture.clone().expect("a picture");
        preview.width as f64 / preview.height as f64
    };
    assert!((preview(&window) - 16.0 / 9.0).abs() < 0.01);
    window.click(Role::RadioButton, "4:3");
    assert_eq!(window.app().session().deck().shape, Shape::Classic);
    assert!((preview(&window) - 4.0 / 3.0).abs() < 0.01);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.app().session().deck().shape, Shape::Wide);
}

#[test]
fn a_page_whose_scenario_is_gone_says_so() {
    let mut window = Window::with_deck("情景报告");
    let gone = window.app().session().family().members()[1].id;
    let is_of_gone = |shows: &Shows| matches!(shows, Shows::Outcome { scenario, chart: OutcomeChart::Debt, .. } if *scenario == gone);
    let number = window.app().session().deck().pages.iter().position(|page| is_of_gone(&page.shows)).expect("a page");
    let page = window.pages()[number].clone();
    window.click(Role::ListBoxOption, &page);
    assert!(!window.says("这一页用的情景已经删除"));
    window.click(Role::Tab, "情景");
    window.click(Role::Button, "删除情景");
    assert!(window.app().session().family().position(gone).is_none());
    window.click(Role::Tab, "报告");
    assert_eq!(window.chosen(), number);
    assert!(window.says("这一页用的情景已经删除，请换一个情景或删去这一页"), "{:?}", window.words_of(Role::Label));
    assert!(window.says("债务"), "what the page shows can still be changed");
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(!window.says("这一页用的情景已经删除"));
    assert_eq!(window.pages()[number], page);
}

/// The picture that was put on the clipboard, waited for.
fn copied(window: &mut Window) -> Option<egui::ColorImage> {
    window.0.key_press_modifiers(Modifiers { shift: true, ..Modifiers::COMMAND }, Key::C);
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(60) {
        window.0.step();
        let picture = window.0.output().platform_output.commands.iter().find_map(|command| match command {
            egui::OutputCommand::CopyImage(picture) => Some(picture.clone()),
            _ => None,
        });
        if picture.is_some() || window.says("窗口画面已复制到剪贴板") {
            window.0.run();
            return picture;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("nothing was copied")
}

#[test]
fn a_chart_is_copied_as_a_picture_of_its_own_and_other_screens_as_the_window() {
    let mut window = Window::open(1440.0, 900.0);
    for rail in ["总览", "区县", "年度对比", "情景"] {
        window.click(Role::Tab, rail);
        let picture = copied(&mut window).unwrap_or_else(|| panic!("{rail}: a picture"));
        let [width, height] = picture.size;
        assert!(width >= 1800 && height >= 1000, "{rail}: {width} × {height}");
        assert!(picture.pixels.iter().any(|pixel| *pixel != picture.pixels[0]), "{rail}: something is drawn");
        assert_eq!(picture.pixels[0], egui::Color32::WHITE, "{rail}");
        assert!(window.says("图表已复制到剪贴板"), "{rail}");
    }
    if std::panic::catch_unwind(egui_kittest::wgpu::WgpuTestRenderer::new).is_err() {
        eprintln!("SKIPPED: no Vulkan adapter, so no picture of the window can be taken");
        return;
    }
    window.click(Role::Tab, "专户");
    copied(&mut window);
    assert!(window.says("窗口画面已复制到剪贴板"));
}

#[test]
fn a_small_window_shows_every_deck_without_fail() {
    let mut window = Window::open(960.0, 600.0);
    window.keys(Modifiers::COMMAND, Key::Num6);
    assert_eq!(window.app().view().screen, Screen::DECK);
    assert!(window.says("报告里还没有页面"));
    window.keys(Modifiers::COMMAND, Key::Num2);
    window.keys(Modifiers::COMMAND, Key::R);
    window.keys(Modifiers::COMMAND, Key::Num6);
    for name in ["月度简报", "年度对比报告", "情景报告"] {
        window.click(Role::Button, name);
        for page in window.pages() {
            window.click(Role::ListBoxOption, &page);
        }
        assert!(!window.large().is_empty(), "{name}");
    }
}
