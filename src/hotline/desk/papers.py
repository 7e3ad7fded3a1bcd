"""The papers of an order: which can be printed now, and what is known for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hotline.accounts import selectors as accounts
from hotline.core.vocabulary import ContactField
from hotline.desk.areas import area_name
from hotline.reports.facts import Facts
from hotline.reports.offered import Offered, offered

Link = dict[str, str]


def papers_of(page: Any, unit: Any) -> tuple[Offered, ...]:
    """The papers of `orders.selectors.order_page`."""
    return offered(page.order, page.policy, page.timeline, unit)


def links_of(page: Any, unit: Any) -> tuple[list[Link], dict[str, list[Link]]]:
    """All papers as links for the menu, and those of procedures by what they are about: a step, or a procedure."""
    every: list[Link] = []
    staged: dict[str, list[Link]] = {}
    for paper in papers_of(page, unit):
        link = {"title": paper.title, "url": address(page.row.number, paper)}
        every.append(link)
        if paper.about.stage is not None:
            staged.setdefault(paper.about.key, []).append({"title": paper.form.title, "url": link["url"]})
    return every, staged


def address(number: str, paper: Offered) -> str:
    form, about = paper.key
    return f"/{number}/print/{form}/{about}/"


def found(page: Any, unit: Any, form: str, about: str) -> Offered | None:
    """One of the papers by the two words of its address."""
    return next((p for p in papers_of(page, unit) if p.key == (form, about)), None)


def facts_of(
    page: Any,
    paper: Offered,
    unit: Any,
    printed_by: str,
    url: str,
    shown: Mapping[ContactField, str] | None = None,
) -> Facts:
    """What is known for `paper`. `shown`: the citizen's real data, after a reason was recorded; else masked."""
    line = accounts.lines().get(page.order.line)
    return Facts(
        order=page.order,
        policy=page.policy,
        records=page.timeline,
        contact=page.contact.fields if shown is None else shown,
        unit=unit,
        person=lambda ident: page.names.get(ident) or accounts.person_name(ident),
        area=area_name,
        centre=line.name if line else page.policy.title,
        printed_by=printed_by,
        address=url,
        now=page.now,
        about=paper.about,
        shown=shown is not None,
        withheld=page.contact.withheld,
    )
