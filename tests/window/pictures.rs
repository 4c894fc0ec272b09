//! Pictures of every part of the window in both languages and colour sets, for people to look at.

use crate::gallery::{LOOKS, Look, can_draw, save};
use eframe::egui;
use egui::{CentralPanel, Frame, Margin, Panel};
use rust_decimal::Decimal;
use tongchou::finding::{Finding, Origin, Severity};
use tongchou::report::{CellValue, Measured, Quantity, Tone};
use tongchou::ui::chart::curve::CurveChart;
use tongchou::ui::chart::flows::FlowsChart;
use tongchou::ui::chart::heat::HeatChart;
use tongchou::ui::chart::{self, Chart};
use tongchou::ui::palette::{self, Palette};
use tongchou::ui::room::Room;
use tongchou::ui::state::Command;
use tongchou::ui::table::{Table, TableView};
use tongchou::ui::theme::Theme;
use tongchou::ui::widgets::icon::{Icon, icon_button, rail_item};
use tongchou::ui::widgets::lever::Lever;
use tongchou::ui::widgets::notice::{Notice, Notices};
use tongchou::ui::widgets::segmented::segmented;
use tongchou::ui::widgets::words::{self, KeyFigure};
use tongchou::ui::{findings, inspector};

/// A window that is large enough.
const WIDE: Room = Room { narrow: false, slim: false, short: false, low: false };

/// The ground of the window, also where the harness leaves a margin.
fn ground(ui: &egui::Ui, theme: &Theme) {
    let screen = ui.ctx().content_rect();
    ui.ctx().layer_painter(egui::LayerId::background()).rect_filled(screen, 0, theme.paper);
}

fn on_paper(ui: &mut egui::Ui, theme: &Theme, add: impl FnOnce(&mut egui::Ui)) {
    CentralPanel::default().frame(Frame::new().fill(theme.paper).inner_margin(Margin::same(16))).show(ui, add);
}

#[test]
fn charts_are_drawn() {
    if !can_draw() {
        return;
    }
    for look in LOOKS {
        let figures =
            [crate::gallery::gap(), crate::gallery::years(), crate::gallery::stacked(), crate::gallery::ratios()];
        let mut harness = look.builder::<()>(1280.0, 720.0).build_ui(move |ui| {
            ground(ui, look.theme());
            on_paper(ui, look.theme(), |ui| {
                ui.spacing_mut().item_spacing = egui::vec2(32.0, 16.0);
                for pair in figures.chunks(2) {
                    ui.columns(2, |columns| {
                        for (ui, figure) in columns.iter_mut().zip(pair) {
                            let explained = figure.series[0].points[3].subject.as_ref();
                            let chart = Chart::new(figure, look.style(), look.theme(), 332.0);
                            chart.explained(explained.filter(|_| figure.gap.is_some())).show(ui);
                        }
                    });
                }
            });
        });
        harness.run();
        save(&mut harness, &format!("charts_{}", look.name));
        harness.hover_at(egui::pos2(380.0, 190.0));
        harness.run();
        save(&mut harness, &format!("charts_hover_{}", look.name));
        harness.hover_at(egui::pos2(860.0, 190.0));
        harness.run();
        save(&mut harness, &format!("charts_hover_bars_{}", look.name));
    }
}

#[test]
fn fans_steps_tornados_and_two_axes_are_drawn() {
    if !can_draw() {
        return;
    }
    for look in LOOKS {
        let figures = [
            crate::gallery::fan(),
            crate::gallery::waterfall(),
            crate::gallery::right(),
            crate::gallery::tornado(),
            crate::gallery::runs(),
            crate::gallery::gap(),
        ];
        let mut harness = look.builder::<()>(1280.0, 980.0).build_ui(move |ui| {
            ground(ui, look.theme());
            on_paper(ui, look.theme(), |ui| {
                ui.spacing_mut().item_spacing = egui::vec2(32.0, 16.0);
                for pair in figures.chunks(2) {
                    ui.columns(2, |columns| {
                        for (ui, figure) in columns.iter_mut().zip(pair) {
                            let explained = figure.series[0].points[3].subject.as_ref();
                            let chart = Chart::new(figure, look.style(), look.theme(), 304.0);
                            chart.explained(explained.filter(|_| figure.right.is_none())).show(ui);
                        }
                    });
                }
            });
        });
        harness.run();
        save(&mut harness, &format!("figures_{}", look.name));
        for (at, name) in [
            ((420.0, 150.0), "fan"),
            ((980.0, 150.0), "steps"),
            ((300.0, 480.0), "right"),
            ((1000.0, 480.0), "tornado"),
            ((300.0, 800.0), "runs"),
        ] {
            harness.hover_at(egui::pos2(at.0, at.1));
            harness.run();
            save(&mut harness, &format!("figures_hover_{name}_{}", look.name));
        }
    }
}

#[test]
fn curves_and_heat_maps_are_drawn() {
    if !can_draw() {
        return;
    }
    for look in LOOKS {
        let (curve, heat) = (crate::gallery::curve(), crate::gallery::heat());
        let mut single = heat.clone();
        single.up.values.truncate(1);
        single.level = None;
        let mut falling = curve.clone();
        let values: Vec<_> = falling.points.iter().rev().map(|(_, y)| *y).collect();
        falling.points.iter_mut().zip(values).for_each(|(point, y)| point.1 = y);
        falling.answer = falling.points.get(9).and_then(|(x, y)| Some((*x, (*y)?)));
        let mut harness = look.builder::<()>(1280.0, 860.0).build_ui(move |ui| {
            ground(ui, look.theme());
            on_paper(ui, look.theme(), |ui| {
                ui.spacing_mut().item_spacing = egui::vec2(32.0, 16.0);
                let (style, theme) = (look.style(), look.theme());
                ui.columns(2, |columns| {
                    CurveChart::new(&curve, style, theme, 400.0).show(&mut columns[0]);
                    HeatChart::new(&heat, style, theme, 400.0).show(&mut columns[1]);
                    CurveChart::new(&falling, style, theme, 400.0).show(&mut columns[0]);
                    HeatChart::new(&single, style, theme, 400.0).show(&mut columns[1]);
                });
            });
        });
        harness.run();
        save(&mut harness, &format!("searches_{}", look.name));
        harness.hover_at(egui::pos2(420.0, 250.0));
        harness.run();
        save(&mut harness, &format!("searches_hover_curve_{}", look.name));
        harness.hover_at(egui::pos2(960.0, 250.0));
        harness.run();
        save(&mut harness, &format!("searches_hover_heat_{}", look.name));
    }
}

#[test]
fn thirty_counties_are_drawn_in_a_row_each() {
    if !can_draw() {
        return;
    }
    for look in [LOOKS[0], LOOKS[1]] {
        let figure = crate::gallery::ranking();
        let mut harness = look.builder::<()>(720.0, 640.0).build_ui(move |ui| {
            ground(ui, look.theme());
            on_paper(ui, look.theme(), |ui| {
                Chart::new(&figure, look.style(), look.theme(), 600.0).show(ui);
            });
        });
        harness.run();
        save(&mut harness, &format!("ranking_{}", look.name));
    }
}

#[test]
fn flows_are_drawn() {
    if !can_draw() {
        return;
    }
    for look in LOOKS {
        for counties in [7, 30, 300] {
            let flows = crate::gallery::flows(counties);
            let mut harness = look.builder::<()>(1080.0, 640.0).build_ui(move |ui| {
                ground(ui, look.theme());
                on_paper(ui, look.theme(), |ui| {
                    FlowsChart::new(&flows, look.style(), look.theme(), 600.0).show(ui);
                });
            });
            harness.run();
            harness.hover_at(egui::pos2(340.0, 300.0));
            harness.run();
            save(&mut harness, &format!("flows_{counties}_{}", look.name));
        }
    }
}

#[test]
fn long_and_empty_charts_are_drawn() {
    if !can_draw() {
        return;
    }
    let look = LOOKS[0];
    let figures = [crate::gallery::long(), crate::gallery::unknown()];
    let mut harness = look.builder::<()>(1280.0, 720.0).build_ui(move |ui| {
        on_paper(ui, look.theme(), |ui| {
            for figure in &figures {
                chart::show(ui, figure, look.style(), look.theme(), 336.0);
            }
        });
    });
    harness.run();
    save(&mut harness, "charts_long");
    harness.hover_at(egui::pos2(900.0, 330.0));
    harness.run();
    save(&mut harness, "charts_long_hover");
}

#[test]
fn tables_are_drawn() {
    if !can_draw() {
        return;
    }
    for look in LOOKS {
        let (counties, data) = (crate::gallery::counties(), crate::gallery::data());
        let mut views = (TableView::default(), TableView::default());
        views.0.sort = tongchou::ui::table::Sort::Descending(4);
        views.1.filter = "xn".to_owned();
        views.1.select(2_405);
        let mut harness = look.builder::<()>(1280.0, 720.0).build_ui(move |ui| {
            ground(ui, look.theme());
            on_paper(ui, look.theme(), |ui| {
                ui.allocate_ui(egui::vec2(ui.available_width(), 312.0), |ui| {
                    Table::new("counties", &counties, 0, look.style(), look.theme()).show(ui, &mut views.0);
                });
                ui.add_space(16.0);
                Table::new("data", &data, 0, look.style(), look.theme()).show(ui, &mut views.1);
            });
        });
        harness.run();
        harness.hover_at(egui::pos2(520.0, 190.0));
        harness.run();
        save(&mut harness, &format!("tables_{}", look.name));
    }
}

fn lever<'a>(key: &'a str, name: &'a str, measured: Measured, of: [Decimal; 5], overridden: bool) -> Lever<'a> {
    let [value, default, least, most, step] = of;
    Lever { key, name, hint: "", measured, value, default, least, most, step, decimals: 18, overridden }
}

fn levers(ui: &mut egui::Ui, look: Look) {
    let d = Decimal::new;
    let all = [
        lever("rate", "单位缴费费率", Measured::Ratio, [d(20, 2), d(20, 2), d(10, 2), d(30, 2), d(5, 3)], false),
        lever("cap", "做实个人账户比例", Measured::Ratio, [d(8, 2), d(3, 2), d(0, 2), d(11, 2), d(5, 3)], true),
        lever(
            "grant",
            "中央和省专项补助",
            Measured::Money,
            [d(2_400_000, 0), d(3_000_000, 0), d(0, 0), d(6_000_000, 0), d(50_000, 0)],
            true,
        ),
        lever(
            "persons",
            "新增参保人数",
            Measured::Persons,
            [d(1_200, 0), d(1_200, 0), d(0, 0), d(5_000, 0), d(100, 0)],
            false,
        ),
    ];
    for lever in all {
        lever.show(ui, look.style(), look.theme());
        words::hairline(ui, look.theme());
    }
}

#[test]
fn panels_and_widgets_are_drawn() {
    if !can_draw() {
        return;
    }
    for look in LOOKS {
        let derivation = crate::gallery::derivation();
        let (theme, style) = (look.theme(), look.style());
        let mut notices = Notices::default();
        notices.push(Notice { text: "已复制 3 行".to_owned(), tone: Tone::Plain, offer: None });
        notices.push(Notice {
            text: "没有写成文件：磁盘已满".to_owned(),
            tone: Tone::Warning,
            offer: Some(("另选位置".to_owned(), ())),
        });
        let place = |code, severity| {
            Finding::new(
                code,
                severity,
                Origin { sheet: Some("屯溪".into()), ..Origin::file("2007年报.xlsx") }.at(18, 7),
            )
        };
        let said = [
            place("missing-month", Severity::Error),
            place("jump", Severity::Warning),
            place("reconstructed", Severity::Note),
        ];
        let mut harness = look.builder::<()>(1280.0, 720.0).build_ui(move |ui| {
            ground(ui, theme);
            let side = |margin| Frame::new().fill(theme.paper).inner_margin(margin);
            Panel::left("rail").exact_size(168.0).resizable(false).frame(side(Margin::same(8))).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                let screens = [
                    (Icon::Overview, Command("command.screen_overview")),
                    (Icon::County, Command("command.screen_county")),
                    (Icon::Years, Command("command.screen_years")),
                    (Icon::Scenario, Command("command.screen_scenario")),
                    (Icon::Data, Command("command.screen_data")),
                    (Icon::Published, Command("command.screen_published")),
                ];
                for (i, (icon, command)) in screens.into_iter().enumerate() {
                    let (name, keys) = (command.text(look.language), command.keys(ui.ctx()));
                    rail_item(ui, theme, icon, name, &keys, i == 1, WIDE);
                }
            });
            Panel::right("why").exact_size(320.0).resizable(false).frame(side(Margin::same(16))).show(ui, |ui| {
                inspector::show(ui, Some(&derivation), style, theme);
            });
            Panel::right("levers").exact_size(320.0).resizable(false).frame(side(Margin::same(16))).show(ui, |ui| {
                levers(ui, look);
                ui.add_space(16.0);
                ui.add_enabled_ui(true, |ui| {
                    ui.horizontal(|ui| {
                        let _ = ui.button("重新计算");
                        ui.add_enabled(false, egui::Button::new("不能用"));
                        let _ = ui.link("链接");
                    });
                });
                findings::show(ui, &said, look.language, theme);
            });
            on_paper(ui, theme, |ui| {
                ui.horizontal_wrapped(|ui| {
                    ui.spacing_mut().item_spacing = egui::vec2(0.0, 0.0);
                    for icon in Icon::ALL {
                        icon_button(ui, theme, icon, &format!("{icon:?}"), "");
                    }
                });
                let mut unit = 1;
                segmented(ui, theme, "单位", &[(0, "元"), (1, "万元"), (2, "亿元")], &mut unit);
                ui.add_space(8.0);
                words::headline(
                    ui,
                    theme,
                    "2007年屯溪区征缴收支缺口 1,474 万元，短缺率 30.0%，较2004年下降 14.2 个百分点。",
                );
                ui.add_space(16.0);
                let ratio = |n| Quantity::Ratio(Decimal::new(n, 3));
                let values = [
                    CellValue::Quantity(crate::gallery::money(14_740_000.0)),
                    CellValue::Quantity(ratio(300)),
                    CellValue::Unknown,
                ];
                let changes = [CellValue::Change(crate::gallery::money(2_310_000.0)), CellValue::Change(ratio(-142))];
                let figure = |caption, value, tone, change| KeyFigure {
                    caption,
                    value,
                    tone,
                    change,
                    explains: true,
                    explained: false,
                };
                let figures = [
                    figure("征缴收支缺口", &values[0], Tone::Trouble, Some(("较2004年", &changes[0]))),
                    figure("短缺率", &values[1], Tone::Plain, Some(("较2004年", &changes[1]))),
                    figure("可支付月数", &values[2], Tone::Plain, None),
                ];
                words::key_figures(ui, &figures, style, theme);
                ui.add_space(16.0);
                words::hairline(ui, theme);
                words::caption(ui, theme, "资料来源：示例数据");
            });
            notices.show(ui, look.language, theme);
        });
        harness.run_steps(3);
        save(&mut harness, &format!("widgets_{}", look.name));
    }
}

#[test]
fn the_palette_is_drawn() {
    if !can_draw() {
        return;
    }
    for look in LOOKS {
        let mut palette = Palette::default();
        let mut harness = look.builder::<()>(1280.0, 720.0).build_ui(move |ui| {
            ground(ui, look.theme());
            on_paper(ui, look.theme(), |ui| {
                let mut entries = palette::commands(ui.ctx(), look.language, |c| c.0.to_owned());
                entries.push(palette::Entry::new("tx".to_owned(), "屯溪区", "区县", "", ""));
                palette.show(ui, &entries, look.language, look.theme());
            });
        });
        harness.run();
        harness.event(egui::Event::Text("s".to_owned()));
        harness.run();
        harness.key_press(egui::Key::ArrowDown);
        harness.run();
        save(&mut harness, &format!("palette_{}", look.name));
    }
}
