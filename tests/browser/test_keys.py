"""Keyboard, partial refresh and forms, as design 5.1 to 5.5 promise them, on the list and form of relations."""

import re

import pytest

LIST = "crm:relation_list"
FORM = "crm:relation_create"


@pytest.fixture
def relations(open_page, world):
    with open_page("desk", world.address(LIST)) as page:
        page.locator("html.js").wait_for(state="attached")
        yield page


def row(page):
    return page.evaluate(
        "[...document.querySelectorAll('[data-rows] tbody tr')].findIndex(r => r.classList.contains('at'))"
    )


def focus(page):
    return page.evaluate("document.activeElement.id")


def test_ctrl_k_opens_the_palette_and_escape_gives_the_focus_back(relations):
    relations.focus("#zoek")
    relations.keyboard.press("Control+k")
    assert focus(relations) == "palet-vraag"
    relations.keyboard.press("Escape")
    assert focus(relations) == "zoek"


def test_palette_finds_on_the_server_and_opens_with_enter(relations):
    name = relations.locator("[data-rows] tbody tr td.cut a").first.inner_text()
    relations.keyboard.press("Control+k")
    with relations.expect_response(re.compile("q=")):
        relations.keyboard.type(name[:12])
    option = relations.locator("#palet-lijst [role=option]", has_text=name).first
    option.wait_for()
    while option.get_attribute("aria-selected") != "true":
        relations.keyboard.press("ArrowDown")
    target = option.get_attribute("data-href")
    relations.keyboard.press("Enter")
    relations.wait_for_url("**" + target)
    assert relations.url.endswith(target)


def test_j_and_k_walk_the_rows_and_x_ticks(relations):
    relations.keyboard.press("j")
    relations.keyboard.press("j")
    assert row(relations) == 1
    relations.keyboard.press("k")
    assert row(relations) == 0
    boxes = relations.locator("[data-rows] tbody .tick input")
    if boxes.count():
        relations.keyboard.press("x")
        assert boxes.first.is_checked()
        assert relations.locator("[data-n]").inner_text() == "1"


def test_enter_opens_the_row(relations):
    relations.keyboard.press("j")
    target = relations.locator("[data-rows] tbody tr a").first.get_attribute("href")
    relations.keyboard.press("Enter")
    relations.wait_for_url("**" + target)
    assert relations.url.endswith(target)


def test_slash_searches_and_letters_stay_letters_while_typing(relations):
    relations.keyboard.press("/")
    assert focus(relations) == "zoek"
    with relations.expect_response(re.compile("q=jkx")):
        relations.keyboard.type("jkx?")
    assert relations.input_value("#zoek") == "jkx?"
    assert row(relations) == -1
    relations.wait_for_url("**q=jkx*")


def test_search_keeps_the_focus_and_says_the_result(relations):
    with relations.expect_response(re.compile("q=zzzz")):
        relations.fill("#zoek", "zzzz")
    relations.locator("#lijst", has_text="Niets gevonden").wait_for()
    relations.locator("#omroep", has_text="0 relaties").wait_for(state="attached")
    assert relations.locator("#lijst a", has_text="Filters wissen").count() >= 1


def test_back_after_a_filter_shows_the_whole_page(relations):
    with relations.expect_response(re.compile("q=zzzz")):
        relations.fill("#zoek", "zzzz")
    relations.wait_for_url("**q=zzzz*")
    relations.go_back()
    relations.locator(".side").wait_for()
    assert "q=" not in relations.url


def test_f_opens_the_filters(relations):
    relations.keyboard.press("f")
    assert relations.evaluate("Boolean(document.activeElement.closest('#filters'))")


def test_question_mark_shows_the_keys_which_can_be_switched_off(relations):
    relations.keyboard.press("?")
    assert relations.locator("#sneltoetsen").is_visible()
    with relations.expect_response(lambda answer: answer.request.method == "POST") as kept:
        relations.locator("[data-keys]").uncheck()
    assert kept.value.status == 204
    relations.keyboard.press("Escape")
    relations.keyboard.press("j")
    assert row(relations) == -1
    relations.keyboard.press("Control+k")
    assert focus(relations) == "palet-vraag"
    relations.keyboard.press("Escape")
    relations.locator("[data-open=sneltoetsen]").click()
    with relations.expect_response(lambda answer: answer.request.method == "POST"):
        relations.locator("[data-keys]").check()


def test_g_and_d_goes_to_the_dashboard(relations, world):
    relations.keyboard.press("g")
    relations.keyboard.press("d")
    relations.wait_for_url("**" + world.address("desk:dashboard"))
    assert relations.locator("h1").count() == 1


def test_theme_is_kept_with_the_user(relations):
    with relations.expect_response(lambda answer: answer.request.method == "POST"):
        relations.locator("[data-theme-toggle]").click()
    relations.reload()
    assert relations.evaluate("document.documentElement.dataset.theme") == "dark"
    with relations.expect_response(lambda answer: answer.request.method == "POST"):
        relations.locator("[data-theme-toggle]").click()


def test_form_offers_back_what_was_typed(open_page, world):
    with open_page("desk", world.address(FORM)) as page:
        field = page.locator("#id_name")
        field.fill("Nog niet bewaard B.V.")
        page.wait_for_timeout(2300)  # a draft is kept two seconds after the last key
        page.on("dialog", lambda asked: asked.accept())
        page.reload()
        page.locator("[data-restore]").click()
        assert page.locator("#id_name").input_value() == "Nog niet bewaard B.V."


def test_ctrl_s_sends_and_the_summary_takes_the_focus(open_page, world):
    with open_page("desk", world.address(FORM)) as page:
        page.evaluate("document.querySelectorAll('[required]').forEach(e => e.removeAttribute('required'))")
        page.keyboard.press("Control+s")
        page.locator("#fouten").wait_for()
        assert focus(page) == "fouten"
        assert page.title().startswith("Fout:")
        link = page.locator("#fouten a").first
        target = link.get_attribute("href")
        words = link.inner_text()
        assert words in page.locator(f"{target}-e").inner_text()


def test_at_least_eighteen_rows_stand_above_the_fold(relations):
    relations.evaluate("document.documentElement.dataset.density = 'compact'")
    shown = relations.evaluate(
        "[...document.querySelectorAll('[data-rows] tbody tr')]"
        ".filter(r => r.getBoundingClientRect().bottom <= innerHeight).length"
    )
    assert shown >= 18


def test_focus_is_never_hidden_behind_what_sticks(relations):
    hidden = []
    for _ in range(40):
        relations.keyboard.press("Tab")
        hidden += relations.evaluate("""() => {
            const el = document.activeElement, box = el.getBoundingClientRect();
            if (!box.width || el === document.body) return [];
            const spots = [[.5, .5], [.1, .5], [.9, .5], [.5, .1], [.5, .9]];
            const seen = spots.some(([x, y]) => {
                const top = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
                return top && (el.contains(top) || top.contains(el));
            });
            return seen ? [] : [el.outerHTML.slice(0, 120)];
        }""")
    assert hidden == []
