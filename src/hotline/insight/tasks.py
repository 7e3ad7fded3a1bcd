"""Jobs of this room."""

from __future__ import annotations

from hotline.infra import jobs
from hotline.insight import following, learning, services, surveys


@jobs.periodic(cron="* * * * * */5", queue="insight", periodic_id="insight.fill", queueing_lock="insight.fill")
def fill(*, timestamp: int) -> None:
    """Every five seconds: what has happened is counted. A run that was missed is made up by the next one."""
    services.fill()


@jobs.periodic(cron="*/10 * * * *", queue="insight", periodic_id="insight.remake", queueing_lock="insight.remake")
def remake(*, timestamp: int) -> None:
    """After measures of a pack were changed, the sums of its live board are made anew."""
    services.remake_changed()


@jobs.periodic(cron="35 * * * *", queue="insight", periodic_id="insight.surveys", queueing_lock="insight.surveys")
def survey(*, timestamp: int) -> None:
    """Answers to outbound calls of the days that are over are counted."""
    surveys.feed()


@jobs.periodic(cron="10 18 * * *", periodic_id="insight.learn", queueing_lock="insight.learn")
def learn(*, timestamp: int) -> None:
    """At ten past two at night in China: what people decided becomes models; one is in use only if it is better."""
    learning.nightly()


@jobs.task(name="insight.learn_line", queue="insight")
def learn_line(*, line: str) -> None:
    """The same for one hotline, when somebody asks for it."""
    learning.one_line(line)


@jobs.periodic(cron="* * * * *", queue="insight", periodic_id="insight.topics", queueing_lock="insight.topics")
def topics(*, timestamp: int) -> None:
    """Each minute: new orders are joined into topics, and what rises is warned of. What is left over, the next one."""
    following.follow_all()
