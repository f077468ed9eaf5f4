"""Pictures, tables and the widget in JupyterLab and a real browser.

Screenshots are written to the folder in LINKGRAPH_SCREENSHOTS; those in `docs/images` were made
in this way.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.browser
pytest.importorskip("jupyterlab", reason="needs the extra `browser`")
playwright = pytest.importorskip("playwright.sync_api", reason="needs the extra `browser`")

from tests.browser.lab import QUIET, chromium, jupyterlab, notebook  # noqa: E402  # skips first

WAIT = 40_000  # ms: a kernel on a busy machine

# A notebook is shown before its kernel is ready.
READY = """() => {
  const context = window.jupyterapp.shell.currentWidget?.sessionContext;
  return context?.isReady && context.session?.kernel?.connectionStatus === "connected"
    && context.session.kernel.status === "idle";
}"""
SETUP = """
import linkgraph as lg
from linkgraph.display import draw, explore
from build_pictures import AT, network
g = network()
"""
HOSTILE = """
evil = "<img src=x onerror='window.hacked=1'>"
other = "</script><script>window.hacked=1</script>\\u202e\\ud800"
h = lg.LinkGraph.from_edges(connections=[("ana", evil), ("ana", other)])
"""
HISTORY = """
from datetime import timedelta
day = lambda n: AT + timedelta(days=n)
past = lg.History(
    [lg.Join("ana", at=day(0)), lg.Join("bo", at=day(0)), lg.Join("cy", at=day(1)),
     lg.Invite("ana", "bo", at=day(2)), lg.Accept("bo", "ana", at=day(3)),
     lg.Invite("cy", "bo", at=day(4)), lg.Accept("bo", "cy", at=day(5))])
explore(past, "ana")
"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    if chromium() is None:
        pytest.skip("set LINKGRAPH_CHROMIUM to the path of a Chromium")
    folder = tmp_path_factory.mktemp("lab")
    with jupyterlab(folder) as address:
        yield address, folder


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium(), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(browser, lab):
    """A page that may send requests only to the notebook server."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    requests: list[str] = []
    context.on("request", lambda request: requests.append(request.url))
    page = context.new_page()
    page.set_default_timeout(WAIT)
    yield page
    home = urlsplit(lab[0]).netloc
    strangers = [
        url
        for url in requests
        if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != home
    ]
    assert [] == strangers
    assert requests
    context.close()


def opened(page, lab, *cells, name="demo.ipynb", run=True):
    """Open a notebook of these cells, and run them all."""
    address, folder = lab
    if cells:
        notebook(folder / name, SETUP, *cells)
    page.goto(f"{address}/lab/tree/{name}?reset")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    if run:
        page.wait_for_function(READY)
        page.evaluate("() => void window.jupyterapp.commands.execute('notebook:run-all-cells')")
    return page


def screenshot(page, name, selector):
    """Write a screenshot of one element."""
    folder = os.environ.get("LINKGRAPH_SCREENSHOTS")
    if folder:
        page.locator(selector).first.screenshot(path=str(Path(folder) / name))


def named(page, name):
    return page.get_by_role("button", name=name, exact=True)


def test_a_picture_shows(page, lab):
    page.set_viewport_size({"width": 1280, "height": 1200})  # the whole picture fits
    opened(page, lab, "draw(g, 'ana')")
    image = page.locator(".jp-OutputArea-output img[src^='data:image/svg+xml']")
    image.wait_for()
    assert image.evaluate("image => image.complete && image.naturalWidth > 500")
    assert "ana, showing all 19 members" == image.get_attribute("alt")
    screenshot(page, "jupyterlab-draw.png", ".jp-OutputArea-output:has(img)")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_tables_show_in_light_and_dark(page, lab, theme):
    opened(page, lab, "g", "lg.profile_actions(g, 'ana', 'kim', at=AT)")
    names = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
    page.evaluate(
        "theme => void window.jupyterapp.commands.execute('apputils:change-theme', {theme})",
        names[theme],
    )
    page.wait_for_selector(
        f"body[data-jp-theme-light='{str(theme == 'light').lower()}']", state="attached"
    )
    tables = page.locator(".jp-OutputArea-output .linkgraph")
    tables.nth(1).wait_for()
    assert "LinkGraph 19 members" in tables.nth(0).inner_text()
    ink, paper = (
        tables.nth(0).locator("td").first.evaluate("cell => getComputedStyle(cell).color"),
        page.evaluate(
            "() => getComputedStyle(document.querySelector('.jp-Notebook')).backgroundColor"
        ),
    )
    assert abs(brightness(ink) - brightness(paper)) > 120
    screenshot(page, f"jupyterlab-tables-{theme}.png", ".jp-Notebook")
    page.evaluate(
        "theme => void window.jupyterapp.commands.execute('apputils:change-theme', {theme})",
        names["light"],
    )


def brightness(colour):
    numbers = [float(part) for part in colour[colour.index("(") + 1 : -1].split(",")]
    return sum(numbers[:3]) / 3


def test_a_click_puts_another_member_in_the_middle(page, lab):
    opened(page, lab, "e = explore(g, 'ana'); e", "None")
    caption = page.locator(".linkgraph-explore .caption")
    caption.wait_for()
    assert caption.inner_text().startswith("ana, showing all 19 members")
    before = named(page, "kim").locator("circle").get_attribute("cx")
    named(page, "kim").locator("circle").click()
    page.wait_for_function(
        "() => document.querySelector('.linkgraph-explore .caption').textContent.startsWith('kim,')"
    )
    middle = named(page, "kim").locator("circle")
    assert ("0", "0") == (middle.get_attribute("cx"), middle.get_attribute("cy"))
    assert before != "0"
    named(page, "ana").focus()
    page.keyboard.press("Enter")
    page.wait_for_function(
        "() => document.querySelector('.linkgraph-explore .caption').textContent.startsWith('ana,')"
    )
    assert "ana" == page.evaluate("() => document.activeElement.getAttribute('aria-label')")


def test_pointing_at_a_member_shows_reasons(page, lab):
    opened(page, lab, "explore(g, 'ana', at=AT)")
    named(page, "rae").locator("circle").hover()
    panel = page.locator(".linkgraph-explore .panel")
    page.wait_for_function(
        "() => document.querySelector('.linkgraph-explore .panel').innerText.includes('buttons')"
    )
    text = panel.inner_text()
    assert "3rd degree (D1)" in text
    assert "ana – fay – kim – rae" in text
    assert "buttons (B11)" in text
    screenshot(page, "jupyterlab-explore.png", ".linkgraph-explore")


def test_kinds_of_tie_are_switched_off_and_on(page, lab):
    opened(page, lab, "explore(g, 'ana')")
    lines = page.locator(".linkgraph-explore .stage .tie.follow:visible")
    lines.first.wait_for(state="attached")
    assert lines.count()
    box = page.locator(".linkgraph-explore input[data-tie='follow']")
    box.uncheck()
    assert 0 == lines.count()
    assert page.locator(".linkgraph-explore .stage .tie.line:visible").count()
    assert "member dim" == named(page, "sol").get_attribute("class")
    box.check()
    assert lines.count()


def test_the_wheel_zooms_and_a_drag_moves(page, lab):
    opened(page, lab, "explore(g, 'ana')")
    figure = page.locator(".linkgraph-explore .stage > svg")
    figure.wait_for()

    def view():
        return [float(number) for number in figure.get_attribute("viewBox").split()]

    everything = view()
    figure.hover()
    page.mouse.wheel(0, -300)
    page.wait_for_function(
        "wide => document.querySelector('.stage > svg').viewBox.baseVal.width < wide",
        arg=everything[2],
    )
    before = view()
    box = figure.bounding_box()
    middle = (box["x"] + box["width"] / 3, box["y"] + box["height"] / 3)
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 40, middle[1] + 30, steps=4)
    page.mouse.up()
    assert view()[:2] != before[:2]
    assert view()[2:] == before[2:]
    figure.focus()
    page.keyboard.press("0")
    assert everything == view()
    page.keyboard.press("+")
    assert view()[2] < everything[2]


def test_a_member_is_found_by_name(page, lab):
    opened(page, lab, "explore(g, 'ana')")
    page.get_by_label("find a member").fill("kim")
    found = page.locator(".linkgraph-explore .member.found")
    assert ["kim"] == [one.get_attribute("aria-label") for one in found.all()]
    assert "kim" == page.locator(".linkgraph-explore .member-name").inner_text()
    page.keyboard.press("Enter")
    assert "kim" == page.evaluate("() => document.activeElement.getAttribute('aria-label')")


def test_members_are_coloured_by_degree_group_or_employer(page, lab):
    opened(page, lab, "explore(g.with_profile('bo', lg.Profile(employer='acme')), 'ana')")
    dot = named(page, "bo").locator("circle")
    assert "dot d1" == dot.get_attribute("class")
    page.get_by_label("colour members by").select_option("employer")
    assert "dot c8" == dot.get_attribute("class")
    assert "dot cnone" == named(page, "kim").locator("circle").get_attribute("class")
    page.get_by_label("colour members by").select_option("group")
    assert dot.get_attribute("class") in {f"dot c{number}" for number in range(9)}


def test_hidden_ties_and_names_show_on_pointing(page, lab):
    opened(
        page,
        lab,
        "explore(lg.LinkGraph.from_edges(connections=[(0, n) for n in range(1, 140)]), 0)",
    )
    ties = page.locator(".linkgraph-explore .stage .tie.own:visible")
    named(page, "70").locator("circle").hover()
    ties.first.wait_for()
    assert 1 == ties.count()
    assert "70" == page.locator(".linkgraph-explore .name.pointed:visible").text_content()
    caption = page.locator(".linkgraph-explore .caption")
    inside, whole = caption.bounding_box(), page.locator(".linkgraph-explore").bounding_box()
    assert inside["y"] + inside["height"] <= whole["y"] + whole["height"]


def test_a_slider_moves_through_a_history(page, lab):
    opened(page, lab, HISTORY)
    slider = page.locator(".linkgraph-explore input[type='range']")
    slider.wait_for()
    assert 3 == page.locator(".linkgraph-explore .member").count()
    slider.fill("1")
    page.wait_for_function(
        "() => document.querySelectorAll('.linkgraph-explore .member').length === 2"
    )
    assert "1 of 6 moments" in page.locator(".linkgraph-explore .moment").inner_text()
    slider.fill("0")
    page.wait_for_function(
        "() => document.querySelector('.linkgraph-explore .caption').textContent"
        " === 'ana is not a member at this moment'"
    )
    slider.fill("4")
    page.wait_for_function(
        "() => document.querySelectorAll('.linkgraph-explore .stage .tie.own').length === 1"
    )
    screenshot(page, "jupyterlab-history.png", ".linkgraph-explore")


def test_a_hostile_name_stays_text(page, lab):
    opened(page, lab, HOSTILE, "explore(h, 'ana')", "h", "draw(h, evil)", "h.members")
    page.locator(".linkgraph-explore .member").nth(2).wait_for()
    page.locator(".jp-OutputArea-output img").wait_for()
    page.locator(".linkgraph td").first.wait_for()
    shown = "<img src=x onerror='window.hacked=1'>"
    named(page, shown).locator("circle").click()
    page.wait_for_function(
        "name => document.querySelector('.linkgraph-explore .member-name')?.textContent === name",
        arg=shown,
    )
    page.wait_for_function(
        "() => document.querySelector('.linkgraph-explore .panel').innerText.includes('connection')"
    )
    assert 0 == page.locator(".linkgraph-explore img, .linkgraph-explore script").count()
    assert 0 == page.locator(".linkgraph img, .linkgraph script").count()
    assert page.evaluate("() => window.hacked === undefined")
    assert shown in page.locator(".linkgraph").first.inner_text()


MATH = r"""
from IPython.display import HTML
names = [r"$\mathrm{bo}$", r"$\kern999em x$", "pay $5 or $6", "$$x$$", r"\(x\)", r"\[x\]"]
m = lg.LinkGraph.from_edges(connections=[("ana", name) for name in names], members=["ana", *names])
m = m.with_profile("ana", lg.Profile(employer=names[0], groups=names))
HTML("<p id='control'>$x$ " + " ".join(names).replace("999", "0") + "</p>")
"""
MATH_OUTPUTS = """
m
m.members
lg.Verdict(True, (lg.Reason("W3", lg.Code.CONNECTION_ENGAGED, (*names,)),))
lg.profile_actions(m, names[0], names[1], at=AT)
lg.FeedItem(lg.Post(names[0], names[1], audience=lg.Group(names[2])), ())
lg.History([lg.Invite(names[0], names[1], at=AT, note=names[2])], start=m)
lg.FOLLOW_FIRST
draw(m, names[0], title=names[2])
explore(m, names[0])
"""


def test_a_name_is_not_typeset_as_mathematics(page, lab):
    """MathJax typesets the control, and no output of the library."""
    opened(page, lab, MATH, *MATH_OUTPUTS.split("\n")[1:-1])
    page.locator("#control mjx-container").nth(5).wait_for(state="attached")
    page.locator(".linkgraph-explore .member").nth(6).wait_for(state="attached")
    page.locator(".jp-OutputArea-output img").wait_for()
    tables = page.locator(".jp-OutputArea-output .linkgraph")
    assert 7 == tables.count()
    typeset = "mjx-container, .MathJax, .MathJax_Preview, script[type^='math']"
    page.wait_for_timeout(1_000)  # typesetting, if there was any, follows an output
    for output in (".linkgraph", ".linkgraph-explore"):
        assert 0 == page.locator(output).locator(typeset).count()
    text = " ".join(tables.all_inner_texts())
    for name in (r"$\mathrm{bo}$", r"$\kern999em x$", "pay $5 or $6", "$$x$$", r"\(x\)", r"\[x\]"):
        assert name in text
    screenshot(page, "jupyterlab-mathematics.png", ".jp-Notebook")


def test_an_untrusted_notebook_shows_everything(page, lab):
    opened(page, lab, "draw(g, 'ana')", "g", "explore(g, 'ana')")
    page.locator(".linkgraph-explore .caption").wait_for()
    page.evaluate("() => void window.jupyterapp.commands.execute('docmanager:save')")
    path = lab[1] / "demo.ipynb"
    page.wait_for_function("() => !window.jupyterapp.shell.currentWidget.context.model.dirty")
    content = json.loads(path.read_text("utf-8"))
    # The change invalidates the signature, as if the notebook came from another person.
    content["metadata"]["from"] = "a stranger"
    (lab[1] / "stranger.ipynb").write_text(json.dumps(content), encoding="utf-8")
    opened(page, lab, name="stranger.ipynb", run=False)
    images = page.locator(".jp-OutputArea-output img[src^='data:image/svg+xml']")
    images.nth(1).wait_for()  # the still picture, and the one of the widget, which cannot run
    assert not page.evaluate(
        "() => [...window.jupyterapp.shell.currentWidget.content.widgets]"
        ".every(cell => cell.model.trusted)"
    )
    for image in images.all():
        assert image.evaluate("image => image.naturalWidth > 500")
    table = page.locator(".jp-OutputArea-output .linkgraph.mathjax_ignore table")
    table.wait_for()
    assert 0 == page.locator(".jp-OutputArea-output .linkgraph style").count()
    assert "ana" in table.inner_text()
    assert "left" == table.locator("td").first.evaluate("cell => getComputedStyle(cell).textAlign")
    screenshot(page, "jupyterlab-untrusted.png", ".jp-Notebook")
