//! What clicks and keys on the parts of the window ask for, with no display and no graphics card.

use std::cell::RefCell;
use std::rc::Rc;

use crate::gallery::LOOKS;
use eframe::egui;
use egui::{Key, Modifiers, OutputCommand, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use rust_decimal::Decimal;
use tongchou::field::Field;
use tongchou::report::Category;
use tongchou::report::{Direction, Figure, Lead, Measured, Subject};
use tongchou::ui::chart::curve::CurveChart;
use tongchou::ui::chart::flows::FlowsChart;
use tongchou::ui::chart::heat::HeatChart;
use tongchou::ui::chart::{Chart, ChartAction, Movement};
use tongchou::ui::command;
use tongchou::ui::inspector;
use tongchou::ui::palette::{self, Palette, PaletteAnswer};
use tongchou::ui::state::Command;
use tongchou::ui::table::{Table, TableAction, TableView};
use tongchou::ui::widgets::lever::{Lever, LeverAction};

type Log<T> = Rc<RefCell<Vec<T>>>;

fn log<T>() -> Log<T> {
    Rc::new(RefCell::new(Vec::new()))
}

fn copied<S>(harness: &Harness<'_, S>) -> Option<String> {
    harness.output().platform_output.commands.iter().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    })
}

#[test]
fn a_chart_explains_the_point_nearest_to_a_click_and_the_one_the_keys_went_to() {
    let look = LOOKS[0];
    let (figure, actions) = (crate::gallery::years(), log());
    let seen = Rc::clone(&actions);
    let mut harness = look.builder::<()>(800.0, 400.0).build_ui(move |ui| {
        seen.borrow_mut().extend(Chart::new(&figure, look.style(), look.theme(), 360.0).show(ui));
    });
    harness.run();
    let chart = harness.get_by(|node| node.role() == egui::accesskit::Role::Figure).rect();
    harness.hover_at(chart.left_bottom() + vec2(4.0, -40.0));
    harness.run();
    let click = |harness: &mut Harness<'_>, at| {
        harness.drag_at(at);
        harness.drop_at(at);
        harness.run();
    };
    click(&mut harness, chart.left_bottom() + vec2(20.0, -40.0));
    click(&mut harness, chart.right_bottom() + vec2(-20.0, -40.0));
    harness.remove_cursor();
    harness.key_press(Key::Tab);
    harness.run();
    harness.key_press(Key::Home);
    harness.run();
    harness.key_press(Key::ArrowRight);
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    let months: Vec<String> = actions
        .borrow()
        .iter()
        .map(|ChartAction::Explain(subject)| match subject {
            Subject::Cell { period, .. } => period.first_month().to_string(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(months, ["2004-01", "2004-12", "2004-02"]);
}

/// Presses keys on the one chart there is, which gets the focus first.
fn keys_on_the_chart(harness: &mut Harness<'_>, keys: &[Key]) {
    for key in [&[Key::Tab], keys].concat() {
        harness.key_press(key);
        harness.run();
    }
}

fn click(harness: &mut Harness<'_>, at: egui::Pos2) {
    harness.hover_at(at);
    harness.run();
    harness.drag_at(at);
    harness.drop_at(at);
    harness.run();
    harness.remove_cursor();
    harness.run();
}

fn name_of_the_chart(harness: &Harness<'_>) -> String {
    let chart = harness.get_by(|node| node.role() == egui::accesskit::Role::Figure);
    chart.accesskit_node().label().unwrap_or_default()
}

#[test]
fn a_lying_chart_explains_the_bar_that_was_clicked_and_keys_go_down_it() {
    let look = LOOKS[0];
    let (figure, actions) = (crate::gallery::tornado(), log());
    let seen = Rc::clone(&actions);
    let of = |series: usize, row: usize| figure.series[series].points[row].subject.clone();
    let wanted = [of(0, 6), of(0, 0), of(0, 2)];
    let shown = figure.clone();
    let mut harness = look.builder::<()>(800.0, 400.0).build_ui(move |ui| {
        seen.borrow_mut().extend(Chart::new(&shown, look.style(), look.theme(), 360.0).show(ui));
    });
    harness.run();
    let chart = harness.get_by(|node| node.role() == egui::accesskit::Role::Figure).rect();
    click(&mut harness, chart.left_bottom() + vec2(20.0, -6.0));
    click(&mut harness, chart.left_top() + vec2(20.0, 6.0));
    keys_on_the_chart(&mut harness, &[Key::Home, Key::ArrowDown, Key::ArrowDown]);
    assert!(name_of_the_chart(&harness).contains("退休年龄（±1 岁）, 下调 −331.00 万元"));
    harness.key_press(Key::Enter);
    harness.run();
    let explained: Vec<_> = actions.borrow().iter().map(|ChartAction::Explain(s)| Some(s.clone())).collect();
    assert_eq!(explained, wanted);
}

#[test]
fn a_ribbon_explains_itself_by_click_and_by_key() {
    let look = LOOKS[0];
    let (flows, actions) = (crate::gallery::flows(7), log());
    let seen = Rc::clone(&actions);
    let mut harness = look.builder::<()>(900.0, 500.0).build_ui(move |ui| {
        seen.borrow_mut().extend(FlowsChart::new(&flows, look.style(), look.theme(), 460.0).show(ui));
    });
    harness.run();
    assert!(name_of_the_chart(&harness).contains("屯溪区 → 市级统筹基金 900.00 万元"));
    let chart = harness.get_by(|node| node.role() == egui::accesskit::Role::Figure).rect();
    click(&mut harness, chart.left_top() + vec2(40.0, 20.0));
    keys_on_the_chart(&mut harness, &[Key::Home, Key::ArrowDown, Key::Enter]);
    let explained: Vec<_> = actions.borrow().iter().map(|ChartAction::Explain(s)| s.clone()).collect();
    // The grants are the highest ribbon; the second link is the second county's.
    assert_eq!(explained, [Subject::Published("0-2".to_owned()), Subject::Published("4-2".to_owned())]);
}

#[test]
fn keys_go_along_a_curve_and_over_a_heat_map() {
    let look = LOOKS[0];
    let curve = crate::gallery::curve();
    let mut harness = look.builder::<()>(800.0, 500.0).build_ui(move |ui| {
        CurveChart::new(&curve, look.style(), look.theme(), 400.0).show(ui);
    });
    harness.run();
    assert!(name_of_the_chart(&harness).contains("目标 6.0 个月"));
    keys_on_the_chart(&mut harness, &[Key::Home, Key::ArrowRight]);
    assert!(name_of_the_chart(&harness).contains("单位缴费费率 16.5%"));
    let heat = crate::gallery::heat();
    let mut harness = look.builder::<()>(800.0, 500.0).build_ui(move |ui| {
        HeatChart::new(&heat, look.style(), look.theme(), 400.0).show(ui);
    });
    harness.run();
    keys_on_the_chart(&mut harness, &[Key::Home, Key::ArrowUp, Key::ArrowRight, Key::ArrowRight]);
    assert!(name_of_the_chart(&harness).contains("单位缴费费率 18.0%, 征缴率 82.0%"));
}

#[test]
fn charts_of_nothing_of_one_thing_and_of_very_much_are_drawn() {
    use tongchou::report::model::charts::{Curve, Flows, Heat};
    let look = LOOKS[1];
    let (mut figures, mut curves) = (vec![Figure::default()], vec![Curve::default(), crate::gallery::curve()]);
    let (mut heats, mut flows) =
        (vec![Heat::default(), crate::gallery::heat()], vec![Flows::default(), crate::gallery::flows(1)]);
    let all = [
        crate::gallery::fan(),
        crate::gallery::waterfall(),
        crate::gallery::right(),
        crate::gallery::tornado(),
        crate::gallery::runs(),
        crate::gallery::gap(),
        crate::gallery::stacked(),
    ];
    for figure in all {
        for direction in [Direction::Standing, Direction::Lying] {
            for count in [0, 1, 2] {
                let mut short = Figure { direction, ..figure.clone() };
                short.categories.truncate(count);
                short.ticks.truncate(count);
                let mut unknown = short.clone();
                unknown.series.iter_mut().flat_map(|s| &mut s.points).for_each(|p| p.value = None);
                // More categories than points, and none of the places named is there.
                let mut ragged = short.clone();
                ragged.series.iter_mut().for_each(|s| s.points.truncate(1));
                ragged.projected_from = Some(99);
                ragged.gap = Some((7, 9));
                ragged.remarks = vec![(99, "?".to_owned())];
                figures.extend([short, unknown, ragged]);
            }
        }
    }
    let mut long = crate::gallery::tornado();
    long.categories = (0..3_000).map(|i| Category::Name(i.to_string())).collect();
    long.series[0].points = long.series[0].points.iter().cycle().take(3_000).cloned().collect();
    figures.push(long);
    let mut one = crate::gallery::curve();
    one.points.truncate(1);
    curves.push(one.clone());
    one.points[0].1 = None;
    curves.push(one);
    let mut one = crate::gallery::heat();
    one.across.values.truncate(1);
    one.up.values.truncate(1);
    heats.push(one.clone());
    one.values = vec![vec![None]];
    heats.push(one);
    let mut same = crate::gallery::heat();
    let first = same.across.values[0];
    same.across.values.fill(first);
    heats.push(same);
    flows.push(crate::gallery::flows(3_000));
    let mut wrong = crate::gallery::flows(7);
    wrong.links[0].from = 99;
    wrong.links[1].to = 0;
    flows.push(wrong);
    for (width, height) in [(900.0, 300.0), (160.0, 90.0), (30.0, 20.0)] {
        let (figures, curves, heats, flows) = (figures.clone(), curves.clone(), heats.clone(), flows.clone());
        let mut harness = look.builder::<()>(1000.0, 100_000.0).build_ui(move |ui| {
            ui.set_max_width(width);
            let (style, theme) = (look.style(), look.theme());
            for (i, figure) in figures.iter().enumerate() {
                ui.push_id(i, |ui| drop(Chart::new(figure, style, theme, height).show(ui)));
            }
            curves.iter().for_each(|c| drop(CurveChart::new(c, style, theme, height).show(ui)));
            heats.iter().for_each(|h| drop(HeatChart::new(h, style, theme, height).show(ui)));
            flows.iter().for_each(|f| drop(FlowsChart::new(f, style, theme, height).show(ui)));
        });
        harness.run_steps(2);
        if height > 200.0 {
            let count = (harness.ctx.globally_used_rect().height() / (height + 8.0)) as usize;
            assert!(count > 100, "{count} charts");
            for i in 0..count {
                harness.hover_at(egui::pos2(420.0, (i as f32 + 0.5) * (height + 8.0)));
                harness.step();
            }
        }
    }
}

#[test]
fn a_long_chart_is_drawn_in_a_few_milliseconds() {
    let look = LOOKS[0];
    let figure = crate::gallery::long();
    let mut harness = look.builder::<()>(1280.0, 720.0).build_ui(move |ui| {
        Chart::new(&figure, look.style(), look.theme(), 600.0).movement(Movement::Zoom).show(ui);
    });
    harness.run();
    let start = std::time::Instant::now();
    harness.run_steps(20);
    let each = start.elapsed() / 20;
    eprintln!("360 categories × 6 series: {each:?} a frame");
    assert!(each.as_millis() < 100, "{each:?}");
}

#[test]
fn a_table_sorts_filters_copies_and_explains() {
    let look = LOOKS[0];
    let (sheet, actions) = (crate::gallery::counties(), log());
    let seen = Rc::clone(&actions);
    let mut harness = look.builder::<TableView>(1280.0, 400.0).build_ui_state(
        move |ui, view: &mut TableView| {
            seen.borrow_mut().extend(Table::new("counties", &sheet, 0, look.style(), look.theme()).show(ui, view));
        },
        TableView::default(),
    );
    harness.run();
    let top = |harness: &Harness<'_, TableView>, label: &str| harness.get_by_label(label).rect().top();
    assert!(top(&harness, "屯溪区") < top(&harness, "祁门县"));
    harness.get_by_label("收支缺口（万元）").click();
    harness.run();
    assert!(top(&harness, "祁门县") < top(&harness, "屯溪区"));
    assert!(top(&harness, "屯溪区") < top(&harness, "黟县"), "unknown comes last");

    harness.get_by_label("3,439.40").click();
    harness.run();
    match actions.borrow().as_slice() {
        [TableAction::Explain(Subject::Cell { field: Field::Collected, .. })] => {}
        other => panic!("{other:?}"),
    }
    let copy = |harness: &mut Harness<'_, TableView>| {
        harness.event(egui::Event::Copy);
        harness.step();
        copied(harness).expect("something is copied")
    };
    assert_eq!(copy(&mut harness), "3439.4", "one cell is copied as it is");
    harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowUp);
    harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowRight);
    harness.run();
    let text = copy(&mut harness);
    assert_eq!(text.lines().collect::<Vec<_>>()[1], "3439.4\t4913.4", "{text}");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run();
    let text = copy(&mut harness);
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("区县\t缴费人数（人）\t征缴收入（万元）"), "{}", lines[0]);
    assert!(lines.iter().any(|l| l.starts_with("屯溪区\t11700\t3439.4\t4913.4\t1474.0123\t30\t-14.2")), "{text}");
    assert!(!text.contains('—') && lines.iter().all(|l| l.split('\t').count() == lines[0].split('\t').count()));

    harness.get_by_role_and_label(egui::accesskit::Role::TextInput, "筛选").click();
    harness.run();
    harness.event(egui::Event::Text("xn".to_owned()));
    harness.run();
    assert!(harness.query_by_label("屯溪区").is_none());
    assert!(harness.query_by_label("休宁县").is_some());
}

#[test]
fn a_lever_passes_on_whole_numbers_only_and_a_drag_ends_once() {
    let look = LOOKS[0];
    let actions = log();
    let seen = Rc::clone(&actions);
    let mut harness = look.builder::<(Decimal, bool)>(320.0, 120.0).build_ui_state(
        move |ui, (value, overridden): &mut (Decimal, bool)| {
            let lever = Lever {
                key: "rate",
                name: "缴费费率",
                hint: "",
                measured: Measured::Ratio,
                value: *value,
                default: Decimal::new(20, 2),
                least: Decimal::new(10, 2),
                most: Decimal::new(30, 2),
                step: Decimal::new(5, 3),
                decimals: 18,
                overridden: *overridden,
            };
            let action = lever.show(ui, look.style(), look.theme());
            match action {
                Some(LeverAction::Changed { value: new, .. }) => (*value, *overridden) = (new, true),
                Some(LeverAction::Reset) => (*value, *overridden) = (lever.default, false),
                Some(LeverAction::Released) | None => {}
            }
            seen.borrow_mut().extend(action);
        },
        (Decimal::new(20, 2), false),
    );
    harness.run();
    let field = |harness: &mut Harness<'_, (Decimal, bool)>, text: &str| {
        harness.get_by_role_and_label(egui::accesskit::Role::TextInput, "缴费费率").click();
        harness.run();
        harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        harness.event(egui::Event::Text(text.to_owned()));
        harness.run();
    };
    field(&mut harness, "45");
    harness.key_press(Key::Enter);
    harness.run();
    assert!(actions.borrow().is_empty(), "beyond its bounds");
    assert!(harness.query_by_label("应在 10.0 至 30.0 之间").is_some());
    field(&mut harness, "26.5");
    assert!(actions.borrow().is_empty(), "still being typed");
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(actions.take(), [LeverAction::Changed { value: Decimal::new(265, 3), dragging: false }]);

    let rail = harness.get_by_role_and_label(egui::accesskit::Role::Slider, "缴费费率").rect();
    harness.drag_at(rail.center());
    harness.run();
    for step in 1..=3 {
        harness.hover_at(rail.center() + vec2(-12.0 * step as f32, 0.0));
        harness.run();
    }
    harness.drop_at(rail.center() + vec2(-36.0, 0.0));
    harness.run();
    let done = actions.take();
    assert!(done.len() >= 3);
    assert!(
        done[..done.len() - 1].iter().all(|a| matches!(a, LeverAction::Changed { dragging: true, .. })),
        "{done:?}"
    );
    assert_eq!(done.last(), Some(&LeverAction::Released));

    harness.get_by_label_contains("恢复默认").click();
    harness.run();
    assert_eq!(actions.take(), [LeverAction::Reset]);
}

#[test]
fn the_palette_runs_what_is_typed_and_marked() {
    let look = LOOKS[0];
    let answers = log();
    let seen = Rc::clone(&answers);
    let mut harness = look.builder::<Option<Palette>>(800.0, 500.0).build_ui_state(
        move |ui, palette: &mut Option<Palette>| {
            let Some(open) = palette else { return };
            let entries = palette::commands(ui.ctx(), look.language, |command| command);
            let answer = open.show(ui, &entries, look.language, look.theme());
            if answer != PaletteAnswer::Open {
                *palette = None;
                seen.borrow_mut().push(answer);
            }
        },
        Some(Palette::default()),
    );
    harness.run();
    harness.event(egui::Event::Text("xjqj".to_owned()));
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    *harness.state_mut() = Some(Palette::default());
    harness.run();
    harness.key_press(Key::Escape);
    harness.run();
    assert_eq!(answers.take(), [PaletteAnswer::Chosen(Command::NEW_SCENARIO), PaletteAnswer::Closed]);
}

#[test]
fn shortcuts_with_more_modifiers_win() {
    let look = LOOKS[0];
    let pressed = log();
    let seen = Rc::clone(&pressed);
    let mut harness = look.builder::<()>(200.0, 100.0).build_ui(move |ui| {
        seen.borrow_mut().extend(command::pressed(ui.ctx()));
    });
    for (modifiers, key) in [
        (Modifiers::COMMAND, Key::S),
        (Modifiers::COMMAND | Modifiers::SHIFT, Key::S),
        (Modifiers::COMMAND | Modifiers::SHIFT, Key::Z),
        (Modifiers::COMMAND, Key::Num4),
    ] {
        harness.key_press_modifiers(modifiers, key);
        harness.run();
    }
    assert_eq!(
        pressed.take(),
        ["command.save", "command.save_as", Command::REDO.0, "command.screen_scenario"].map(Command)
    );
}

#[test]
fn an_input_of_a_derivation_leads_on() {
    let look = LOOKS[0];
    let leads = log();
    let seen = Rc::clone(&leads);
    let derivation = crate::gallery::derivation();
    let mut harness = look.builder::<()>(320.0, 700.0).build_ui(move |ui| {
        seen.borrow_mut().extend(inspector::show(ui, Some(&derivation), look.style(), look.theme()));
    });
    harness.run();
    harness.get_by_label("基本养老金支出 4,913.40 万元").click();
    harness.run();
    // Its words go on with where it stood.
    harness.get_by_label_contains("实缴基本养老保险费 3,439.40 万元").click();
    harness.run();
    assert!(matches!(leads.borrow().as_slice(), [Lead::Subject(_), Lead::Source { .. }]));
}

#[test]
fn workings_are_as_the_screen_has_them_and_postings_of_months_in_words() {
    for (look, month) in [(LOOKS[0], "2007年2月  "), (LOOKS[1], "2007-02  ")] {
        let derivation = crate::gallery::derivation();
        let exact = derivation.exact[0].clone();
        let mut harness = look.builder::<()>(320.0, 700.0).build_ui(move |ui| {
            inspector::show(ui, Some(&derivation), look.style(), look.theme());
        });
        harness.run();
        assert!(harness.query_by_label_contains(month).is_some(), "{month}");
        assert!(harness.query_by_label(&exact).is_none());
        harness.get_by_label("1,474.00 = 4,913.40 + 0.00 − 3,439.40").hover();
        harness.run();
        assert!(harness.query_by_label(&exact).is_some(), "pointed at, a line says its exact figures");
    }
}
