"""Every address of the desk. Personal data never stands in one."""

from __future__ import annotations

from django.urls import path, register_converter

from hotline.desk.views import (
    act,
    board,
    calls,
    contact,
    duties,
    files,
    intake,
    keeping,
    ledger,
    lists,
    many,
    market,
    notices,
    order,
    papers,
    pick,
    quality,
    rules,
    scores,
    screens,
    session,
)


class NumberConverter:
    """The number of an order: DZ20261122-00017."""

    regex = r"[A-Z][A-Z0-9]{0,7}\d{8}-\d{3,9}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(NumberConverter, "number")

urlpatterns = [
    path("", lists.home, name="home"),
    path("sign-in/", session.sign_in, name="sign-in"),
    path("sign-out/", session.sign_out, name="sign-out"),
    path("q/<slug:name>/", lists.queue, name="queue"),
    path("q/<slug:name>/many/", many.several, name="many"),
    path("q/<slug:name>/columns/", keeping.columns, name="list-columns"),
    path("q/<slug:name>/opens/", keeping.opens, name="list-opens"),
    path("q/<slug:name>/views/", keeping.save, name="list-views"),
    path("q/<slug:name>/views/<uuid:ident>/drop/", keeping.drop, name="view-drop"),
    path("q/<slug:name>/export/", keeping.export, name="list-export"),
    path("rail/", lists.rail, name="rail"),
    path("keys/", lists.keys, name="keys"),
    path("live/", order.live, name="live"),
    path("live/<number:number>/", order.live, name="live-order"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read, name="notices-read"),
    path("notices/bell/", notices.bell, name="bell"),
    path("candidates/", notices.candidates, name="candidates"),
    path("search/", order.search, name="search"),
    path("rules/", rules.rules, name="rules"),
    path("rules/<slug:name>/", rules.pack, name="pack"),
    path("calendar/", rules.calendar, name="calendar"),
    path("quality/", quality.quality, name="quality"),
    path("quality/<uuid:ident>/<str:ref>/", quality.recording, name="recording"),
    path("scores/", scores.scores, name="scores"),
    path("scores/<uuid:ident>/", scores.run, name="score-run"),
    path("scores/<uuid:ident>/<str:subject>/", scores.sheet, name="score-sheet"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("screen/", screens.screen, name="screen"),
    path("screen/<str:token>/", screens.enter, name="screen-link"),
    path("screens/", screens.listing, name="screens"),
    path("screens/make/", screens.make, name="screen-make"),
    path("screens/<uuid:ident>/revoke/", screens.revoke, name="screen-revoke"),
    path("board/", board.board, name="board"),
    path("board/measure/", board.measure, name="board-measure"),
    path("board/behind/", board.behind, name="board-behind"),
    path("board/export/", board.export, name="board-export"),
    path("duties/", duties.listing, name="duties"),
    path("duties/export/<slug:form>/", duties.export, name="duties-export"),
    path("duties/history/", duties.history, name="duties-history"),
    path("duties/check/", duties.check, name="duties-check"),
    path("duties/import/", duties.bring_in, name="duties-import"),
    path("duties/import/<uuid:ident>/", duties.draft, name="duties-draft"),
    path("calls/", calls.calls, name="calls"),
    path("calls/<uuid:ident>/", calls.campaign, name="campaign"),
    path("calls/<uuid:ident>/people/", calls.people, name="campaign-people"),
    path("calls/<uuid:ident>/close/", calls.close, name="campaign-close"),
    path("calls/<uuid:ident>/next/", calls.take, name="campaign-next"),
    path("calls/<uuid:ident>/back/", calls.put_back, name="campaign-back"),
    path("calls/<uuid:ident>/call/", calls.call, name="campaign-call"),
    path("market/", market.entries, name="market"),
    path("market/<uuid:ident>/", market.entry, name="market-entry"),
    path("market/<uuid:ident>/introduce/", market.introduce, name="market-introduce"),
    path("market/<uuid:ident>/withdraw/", market.withdraw, name="market-withdraw"),
    path("market/<uuid:ident>/contact/", market.reveal, name="market-contact"),
    path("market/introductions/<uuid:ident>/", market.settle, name="market-settle"),
    path("new/", intake.new, name="new"),
    path("new/caller/", intake.caller, name="caller"),
    path("new/hints/", intake.phrasing, name="hints"),
    path("new/beside/", intake.beside, name="beside"),
    path("pick/units/<slug:version>/", pick.units, name="pick-units"),
    path("pick/classes/<slug:pack>/<slug:release>/", pick.classes, name="pick-classes"),
    path("pick/areas/<slug:version>/", pick.areas, name="pick-areas"),
    path("pick/person/", pick.people, name="pick-person"),
    path("<number:number>/", order.order, name="order"),
    path("<number:number>/why/<slug:clock_id>/", order.why, name="why"),
    path("<number:number>/since/<int:version>/", order.since, name="since"),
    path("<number:number>/do/<slug:command>/", act.act, name="act"),
    path("<number:number>/contact/", contact.contact, name="contact"),
    path("<number:number>/contact/edit/", contact.edit, name="contact-edit"),
    path("<number:number>/contact/change/", contact.change, name="contact-change"),
    path("<number:number>/print/<slug:form>/<slug:about>/", papers.paper, name="paper"),
    path("<number:number>/print/<slug:form>/<slug:about>/pdf/", papers.as_pdf, name="paper-pdf"),
    path("<number:number>/file/<uuid:ident>/", files.download, name="file"),
    path("<number:number>/file/<uuid:ident>/let-out/", files.let_out, name="file-let-out"),
]
