"""Where in a summary something stands."""

from django.db import models


class Place(models.TextChoices):
    """A paragraph of the summary, by its section; the words are the paragraph's opening in the template."""

    POLITICS = "1.1", "突出政治引领"
    CULTURE = "1.2", "丰富职工文化"
    MODEL_WORKERS = "1.3", "弘扬劳模精神"
    ELECTIONS = "2.1", "稳步推进换届"
    ORGANISING = "2.2", "扩大组织覆盖"
    MEMBERS = "2.3", "做实实名管理"
    CONTESTS = "3.1", "深化劳动和技能竞赛"
    SKILLS = "3.2", "提升职工素质"
    SAFETY = "3.3", "筑牢安全防线"
    RIGHTS = "4.1", "依法维护权益"
    RELATIONS = "4.2", "促进劳动关系和谐"
    AID = "4.3", "精准帮扶解困"
    MUTUAL_AID = "4.3b", "做实医疗互助"
    BENEFITS = "4.4", "普惠服务职工"
    HONOURS = "4.4b", "树立先进典型"

    @property
    def section(self) -> str:
        """The section of the catalogue: 4.3 of 4.3b."""
        return self.value.rstrip("b")
