//! 对照, the levers of scenarios that build on each other, and the history: what clicks and keys do, seen by the words.

use std::path::Path;

use eframe::egui;
use egui::accesskit::Role;
use egui::{Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use tongchou::scenario::family::Standing;
use tongchou::scenario::lever::{Lever, LeverKey};
use tongchou::ui::app::{App, Folders};
use tongchou::ui::state::Tab;

const COLLECTION: Lever = Lever::of(LeverKey::CollectionRate);

/// The window on 情景.
struct Window(Harness<'static, App>);

impl Window {
    fn open(width: f32, height: f32, theme: egui::Theme) -> Window {
        let harness = Harness::builder()
            .with_size(vec2(width, height))
            .with_theme(theme)
            .with_max_steps(20)
            .build_eframe(|creation| App::new(&creation.egui_ctx, Folders::default(), None));
        let mut window = Window(harness);
        window.settle();
        window.keys(Modifiers::COMMAND, Key::Num4);
        window
    }

    fn usual() -> Window {
        Window::open(1366.0, 720.0, egui::Theme::Light)
    }

    fn draw(&mut self) {
        self.0.run();
    }

    fn settle(&mut self) {
        self.0.state_mut().settle();
        self.draw();
    }

    fn click(&mut self, role: Role, label: &str) {
        self.0.get_by_role_and_label(role, label).click();
        self.draw();
        self.settle();
    }

    fn keys(&mut self, modifiers: Modifiers, key: Key) {
        self.0.key_press_modifiers(modifiers, key);
        self.draw();
    }

    fn type_text(&mut self, text: &str) {
        self.0.event(egui::Event::Text(text.to_owned()));
        self.draw();
    }

    fn command(&mut self, name: &str) {
        self.keys(Modifiers::COMMAND, Key::K);
        self.type_text(name);
        self.keys(Modifiers::NONE, Key::Enter);
        self.settle();
    }

    fn tab(&mut self, name: &str) {
        self.click(Role::RadioButton, name);
    }

    fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        for node in self.0.root().children_recursive() {
            let access = node.accesskit_node();
            if access.raw_bounds().is_none() || access.role() == Role::TextRun {
                continue;
            }
            let said = [access.label(), access.value()].into_iter().flatten().collect::<Vec<_>>().join(" = ");
            if !said.is_empty() {
                words.push(said);
            }
        }
        words
    }

    fn says(&self, part: &str) -> bool {
        self.words().iter().any(|w| w.contains(part))
    }

    fn names(&self) -> Vec<String> {
        self.0.state().session().scenarios().iter().map(|s| s.name.clone()).collect()
    }

    fn collection(&self, number: usize) -> String {
        COLLECTION.value(&self.0.state().session().scenarios()[number]).normalize().to_string()
    }

    fn picture(&mut self, name: &str) {
        self.0.remove_cursor();
        self.draw();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("gallery");
        std::fs::create_dir_all(&folder).expect("the folder for pictures can be made");
        let picture = self.0.render().expect("a picture is drawn");
        picture.save(folder.join(format!("compare_{name}.png"))).expect("a picture is saved");
    }
}

/// A scenario built on the base, with a collection rate of its own; it is the one chosen, and number 1.
fn derived(window: &mut Window) {
    window.tab("对照");
    window.click(Role::Button, "统收统支");
    window.tab("测算");
    window.click(Role::Button, "新建情景");
    assert_eq!(window.names()[1], "情景 5");
    assert!(window.says("依“统收统支”，全部相同"), "{:?}", window.words());
    set_lever(window, "征缴率", "80");
}

fn set_lever(window: &mut Window, name: &str, number: &str) {
    // Tall enough for all levers of the city to be in sight.
    let size = window.0.ctx.content_rect().size();
    window.0.set_size(vec2(size.x, 1400.0));
    window.draw();
    window.click(Role::TextInput, name);
    window.keys(Modifiers::COMMAND, Key::A);
    window.type_text(number);
    window.keys(Modifiers::NONE, Key::Enter);
    window.settle();
    window.0.set_size(size);
    window.draw();
}

#[test]
fn what_is_own_is_marked_what_is_not_follows_and_a_reset_falls_back() {
    let mut window = Window::usual();
    derived(&mut window);
    assert_eq!(window.collection(1), "0.8");
    assert!(window.says("依“统收统支” · 1 项不同"), "{:?}", window.words());
    assert!(window.says("征缴率: 随“统收统支” (90.4)"), "{:?}", window.words());
    // What the base becomes, the one built on it becomes too, but for what is its own.
    window.tab("对照");
    window.click(Role::Button, "统收统支");
    window.tab("测算");
    set_lever(&mut window, "征缴率", "95");
    set_lever(&mut window, "缴费比例", "26");
    assert_eq!((window.collection(0), window.collection(1)), ("0.95".to_owned(), "0.8".to_owned()));
    let rate = Lever::of(LeverKey::ContributionRate);
    assert_eq!(rate.value(&window.0.state().session().scenarios()[1]).to_string(), "0.26");
    window.tab("对照");
    window.click(Role::Button, "情景 5");
    window.tab("测算");
    window.0.set_size(vec2(1366.0, 1400.0));
    window.draw();
    window.click(Role::Button, "征缴率: 随“统收统支” (95.0)");
    assert_eq!(window.collection(1), "0.95");
    assert!(window.says("依“统收统支”，全部相同"));
}

#[test]
fn a_cell_of_the_levers_is_typed_in_and_follows_again() {
    let mut window = Window::usual();
    derived(&mut window);
    window.tab("对照");
    window.tab("参数");
    window.click(Role::Cell, "80");
    window.keys(Modifiers::NONE, Key::Enter);
    assert!(window.says("征缴率 · 情景 5"), "{:?}", window.words());
    window.type_text("abc");
    window.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(window.collection(1), "0.8", "no number is not taken");
    window.keys(Modifiers::COMMAND, Key::A);
    window.type_text("75");
    window.keys(Modifiers::NONE, Key::Enter);
    window.settle();
    assert_eq!(window.collection(1), "0.75");
    assert!(window.0.query_by_role_and_label(Role::Cell, "75").is_some(), "{:?}", window.words());
    window.keys(Modifiers::NONE, Key::Delete);
    window.settle();
    assert_eq!(window.collection(1), "0.904", "it follows again");
    window.click(Role::ColumnHeader, "市级调剂");
    assert_eq!(window.0.state().view().tab, Tab::OUTCOME);
    assert!(window.says("情景: 市级调剂"), "{:?}", window.words());
}

#[test]
fn a_locked_one_refuses_and_an_archived_one_is_put_away() {
    let mut window = Window::usual();
    derived(&mut window);
    window.tab("对照");
    window.click(Role::Button, "锁定");
    assert_eq!(window.0.state().session().member(1).map(|m| m.standing), Some(Standing::Locked));
    window.tab("参数");
    window.click(Role::Cell, "80");
    window.keys(Modifiers::NONE, Key::Enter);
    window.type_text("70");
    window.keys(Modifiers::NONE, Key::Enter);
    window.settle();
    assert_eq!(window.collection(1), "0.8");
    assert!(window.says("已锁定或归档，没有改动"), "{:?}", window.words());
    window.tab("测算");
    assert!(window.says("已锁定，不能改动。"));
    window.click(Role::Button, "开启");
    assert!(window.says("依“统收统支” · 1 项不同"));
    window.tab("对照");
    window.click(Role::Button, "归档");
    assert!(window.says("显示归档（1）"), "{:?}", window.words());
    assert!(window.0.query_by_role_and_label(Role::Button, "情景 5").is_none());
    window.click(Role::CheckBox, "显示归档（1）");
    assert!(window.0.query_by_role_and_label(Role::Button, "情景 5").is_some());
}

#[test]
fn the_list_orders_hides_and_renames() {
    let mut window = Window::usual();
    derived(&mut window);
    window.tab("对照");
    window.click(Role::Button, "下移");
    assert_eq!(window.names()[..3], ["统收统支", "县级统筹", "情景 5"]);
    window.click(Role::Button, "上移");
    assert_eq!(window.names()[..3], ["统收统支", "情景 5", "县级统筹"]);
    window.click(Role::TextInput, "情景名称");
    window.keys(Modifiers::COMMAND, Key::A);
    window.type_text("少收一成");
    window.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(window.names()[1], "少收一成");
    window.click(Role::MultilineTextInput, "备注");
    window.type_text("按审计口径");
    window.click(Role::Button, "县级统筹");
    assert_eq!(window.0.state().session().member(1).map(|m| m.note.as_str()), Some("按审计口径"));
    assert!(window.0.query_by_role_and_label(Role::ColumnHeader, "少收一成").is_some(), "{:?}", window.words());
    window.click(Role::CheckBox, "列出“少收一成”");
    assert!(window.0.query_by_role_and_label(Role::ColumnHeader, "少收一成").is_none());
    for name in ["统收统支", "县级统筹", "市级调剂", "回溯2007年：县级统筹"] {
        window.click(Role::CheckBox, &format!("列出“{name}”"));
    }
    assert!(window.says("右侧没有勾选情景"), "{:?}", window.words());
}

#[test]
fn the_history_goes_back_to_where_it_was() {
    let mut window = Window::usual();
    derived(&mut window);
    set_lever(&mut window, "征缴率", "70");
    window.click(Role::Button, "编辑历史");
    assert!(window.says("新建“情景 5”"), "{:?}", window.words());
    window.click(Role::Button, "最初");
    assert_eq!(window.names().len(), 4);
    window.keys(Modifiers::COMMAND, Key::K);
    window.type_text("编辑历史");
    window.keys(Modifiers::NONE, Key::Enter);
    window.draw();
    window.click(Role::Button, "新建“情景 5”");
    assert_eq!((window.names().len(), window.collection(1)), (5, "0.904".to_owned()));
}

#[test]
fn many_scenarios_and_those_that_fail_are_drawn() {
    let mut window = Window::usual();
    window.tab("对照");
    for _ in 0..36 {
        window.keys(Modifiers::COMMAND, Key::N);
    }
    window.settle();
    assert_eq!(window.names().len(), 40);
    assert!(window.says("另有 34 个情景没有画出"), "{:?}", window.words());
    for tab in ["参数", "分区县", "结果", "增减%", "结余", "收支缺口", "合图"] {
        window.tab(tab);
    }
    window.tab("测算");
    window.click(Role::TextInput, "起始月份");
    window.keys(Modifiers::COMMAND, Key::A);
    window.type_text("2030-01");
    window.keys(Modifiers::NONE, Key::Enter);
    window.settle();
    window.tab("对照");
    assert!(window.says("算不出来"), "{:?}", window.words());
}

#[test]
fn the_comparison_is_drawn_before_anything_has_run() {
    let harness = Harness::builder()
        .with_size(vec2(1366.0, 600.0))
        .with_max_steps(20)
        .build_eframe(|creation| App::new(&creation.egui_ctx, Folders::default(), None));
    let mut window = Window(harness);
    window.0.key_press_modifiers(Modifiers::COMMAND, Key::Num4);
    window.0.step();
    window.0.get_by_role_and_label(Role::RadioButton, "对照").click();
    window.0.step();
    window.0.step();
    window.settle();
    assert!(window.says("借款和垫付"), "{:?}", window.words());
}

#[test]
fn pictures_of_the_comparison_are_drawn() {
    if std::panic::catch_unwind(egui_kittest::wgpu::WgpuTestRenderer::new).is_err() {
        eprintln!("SKIPPED: no Vulkan adapter, so no pictures are taken (libvulkan1 and mesa-vulkan-drivers give one)");
        return;
    }
    let mut window = Window::usual();
    window.picture("levers");
    window.tab("对照");
    window.picture("outcomes");
    window.tab("参数");
    window.picture("matrix");
    window.tab("分区县");
    window.tab("结果");
    window.tab("增减额");
    window.picture("by_county");
    derived(&mut window);
    window.tab("对照");
    window.tab("合图");
    window.tab("数值");
    window.keys(Modifiers::COMMAND, Key::N);
    window.settle();
    window.picture("six");
    window.tab("参数");
    window.picture("six_levers");
    window.tab("测算");
    window.picture("derived");
    window.tab("对照");
    window.click(Role::Button, "编辑历史");
    window.picture("history");
    window.keys(Modifiers::NONE, Key::Escape);
    window.command("屯溪区");
    window.tab("结果");
    window.tab("增减%");
    window.picture("county");
    for (name, width, theme) in [("wide", 1920.0, egui::Theme::Light), ("dark", 1366.0, egui::Theme::Dark)] {
        let mut window = Window::open(width, width * 0.5625, theme);
        if theme == egui::Theme::Dark {
            window.command("浅色或深色");
        }
        derived(&mut window);
        window.tab("对照");
        window.picture(name);
        window.tab("参数");
        window.picture(&format!("{name}_levers"));
        window.tab("分区县");
        window.picture(&format!("{name}_by_county"));
        if theme == egui::Theme::Dark {
            window.command("English");
            window.picture("english");
        }
    }
}
