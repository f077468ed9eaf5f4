"""Ids: of people, of posts, and of who has no address."""

from __future__ import annotations

import pytest

from linkgraph.archive import Person, profile_id
from linkgraph.archive.ids import cleaned, is_post, name_id, post_id
from linkgraph.archive.reader import ArchiveOwner, ExportReader

SITE = "https://www.linkedin.com"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  a  b\t c ", "a b c"),
        ("a\nb", "a b"),
        ("e\u0301b", "éb"),
        ("a\0\x07b", "a b"),
        ("\ufeffé\x85e\u0301", "é é"),
        ("\u202ea\u2069b", "a b"),
        ("", ""),
    ],
)
def test_a_cell_is_one_line_of_plain_text(text, expected):
    """Controls, and marks that turn text around, are blanks; accents are composed."""
    assert expected == cleaned(text)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("in/bo", "in/bo"),
        ("//in/bo", "in/bo"),
        ("/IN/Bo/", "in/bo"),
        ("pub/bo/1/2/3/4", "pub/bo/1/2/3"),
        ("/pub/bo/1", "pub/bo/1"),
        ("linkedin.com/in/bo/en", "in/bo"),
        ("/linkedin.com/in/bo", "in/bo"),
        ("http://linkedin.com//in//bo?x#y", "in/bo"),
        ("HTTPS://a.b-1.LinkedIn.COM:443/in/bo", "in/bo"),
        ("https://www.linkedin.com/in/a%2Fb%3F%23%25%5C", "in/a%2fb%3f%23%25%5c"),
        ("https://www.linkedin.com/in/ %20ZO%C3%8B ", "in/zoë"),
        ("https://www.linkedin.com/in/%FF", "in/%25ff"),
        ("in/İ", "in/i̇"),
        ("Xin/bo", None),
        ("in/", None),
        ("in", None),
        ("", None),
        ("company/acme", None),
        ("linkedin.com/company/acme", None),
        ("https://linkedin.com", None),
        ("https:///in/bo", None),
        ("ftp://linkedin.com/in/bo", None),
        ("https://notlinkedin.com/in/bo", None),
        ("https://linkedin.com.example.com/in/bo", None),
        ("https://linkedinxcom/in/bo", None),
        ("https://[linkedin.com/in/bo", None),
        ("https://example.com/in/bo", None),
    ],
)
def test_an_address_of_a_profile_is_its_path(address, expected):
    assert expected == profile_id(address)


@pytest.mark.parametrize(
    ("link", "expected", "told"),
    [
        (f"{SITE}/feed/update/urn%3Ali%3Aactivity%3A7?x=1", "feed/update/urn:li:activity:7", True),
        (f"{SITE}/posts/Bo_Li-7", "posts/Bo_Li-7", True),
        (f"{SITE}/pulse/Why", "pulse/Why", True),
        (f"{SITE}/in/Bo", "in/Bo", False),
        ("https://example.com/feed/ 7 ", "https://example.com/feed/ 7", False),
        (f"{SITE}/", f"{SITE}/", False),
    ],
)
def test_a_post_is_known_by_its_path_in_its_own_case(link, expected, told):
    """What is elsewhere is no post of the network, and its own address."""
    assert (expected, told) == (post_id(link), is_post(link))


def test_a_name_is_an_id_that_nothing_in_it_ends():
    assert "name/zoe a%2fb/2021-02-22/1%3f" == name_id("Zoë  A/B", "2021-02-22", "1?")
    assert "name/a%5cb%23%25" == name_id("a\\b#%")


def test_people_are_found_by_id_by_name_and_by_address():
    reader = ExportReader(ArchiveOwner("me"))
    bo, too, nobody = (
        Person("in/bo", "Bo Li", "in/bo"), Person("in/too", "BO  LI"), Person("in/x", "")
    )  # fmt: skip
    for person in (bo, bo, nobody):
        reader.add_person(person)
    assert ["in/bo"] == reader.ids_named("bo li")
    reader.add_person(Person("in/bo", "Cy"))
    assert {"in/bo": bo, "in/x": nobody} == reader.people
    assert [] == reader.ids_named("Cy") == reader.ids_named("")
    reader.add_person(too)
    assert ["in/bo", "in/too"] == reader.ids_named("Bo Li")
    assert "in/bo" == reader.member_id("Bo Li", "in/bo", "URL")
    reader.shared_addresses.add("in/bo")
    assert "in/bo/bo a%2fli" == reader.member_id("Bö  A/Li", "in/bo", "URL")
    assert "in/too" == reader.member_id("Bo Li", "in/too", "URL")
