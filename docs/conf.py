"""Sphinx configuration: `sphinx-build -W --keep-going docs docs/_build/html` builds the site.

Neither the build nor the site uses the network. `_sphinx/` holds the extensions of this
project, one file for each.
"""

from __future__ import annotations

import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS))

import linkgraph  # noqa: E402  # the path above is for the extensions below

project = "linkgraph"
author = "the linkgraph authors"
copyright = f"{author}, MIT licence"  # noqa: A001  # Sphinx's name for it
version = release = linkgraph.__version__

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "_sphinx.repository",
    "_sphinx.rule_links",
    "_sphinx.docstrings",
    "_sphinx.reference",
    "_sphinx.offline",
]
exclude_patterns = ["_build", "_build_rules", "_sphinx", "_static"]

# -- pages ----------------------------------------------------------------------------------

myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist"]
myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 60
nb_execution_show_tb = True
nb_merge_streams = True
nb_ipywidgets_js: dict[str, object] = {}  # the default loads scripts from another server

# -- copy buttons ---------------------------------------------------------------------------

# The copied text is code that runs: lines with a prompt, without the prompt and without output.
copybutton_selector = "div:not(.output) > div.highlight pre"
copybutton_prompt_text = r">>> ?|\.\.\. ?"
copybutton_prompt_is_regexp = True

# -- reference ------------------------------------------------------------------------------

default_role = "py:obj"  # `this` in a docstring is a link if it is a name, and code if not
add_module_names = False
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
maximum_signature_line_length = 88
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False
# Sphinx knows names by the modules that define them, users by the modules that they import.
suppress_warnings = ["ref.python"]

# -- looks ----------------------------------------------------------------------------------

html_theme = "furo"
html_title = f"linkgraph {release}"
html_static_path = ["_static"]
html_css_files = ["linkgraph.css"]
html_favicon = "_static/logo.svg"
html_logo = "_static/logo.svg"
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
pygments_style = "xcode"
pygments_dark_style = "github-dark"
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#0a5ea8",
        "color-brand-content": "#0a5ea8",
        "color-brand-visited": "#0a5ea8",
        "color-code-background": "#f6f8fa",
    },
    "dark_css_variables": {
        "color-brand-primary": "#7cb8f0",
        "color-brand-content": "#7cb8f0",
        "color-brand-visited": "#7cb8f0",
        "color-code-background": "#0d1117",
    },
    "navigation_with_keys": True,
}
