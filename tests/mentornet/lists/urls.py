"""The product with one list more: units, which have little else to say."""

import django_filters
from django.db.models.functions import Length
from django.utils.translation import ngettext

from mentornet.lists.acts import Act, Done, Preview
from mentornet.lists.columns import ListTable, NumberColumn, ValueColumn
from mentornet.lists.filters import ListFilters
from mentornet.lists.urls import list_urls
from mentornet.urls import urlpatterns as product
from profiles.lists import DirectorsList
from profiles.models import Unit


class UnitTable(ListTable):
    name = ValueColumn("Name", value=lambda unit: unit.name, order_by="name")
    letters = NumberColumn("Letters", value=lambda unit: unit.letters, order_by="letters")
    shout = ValueColumn("Shout", value=lambda unit: unit.name.upper(), visible=False)
    secret = ValueColumn("Secret", value=lambda unit: "secret", exclude_from_export=True)


class UnitFilters(ListFilters):
    top = django_filters.BooleanFilter(label="Top", field_name="parent", lookup_expr="isnull")

    def search(self, rows, name, words):
        return rows.filter(name__istartswith=words)


class Rename(Act):
    key = "rename"
    label = "Put a star"

    def preview(self, rows, *, by):
        return Preview("Put a star?", [f"{rows.count()} units get a star."], "Put stars")

    def do(self, rows, *, by, given):
        before = {str(one.pk): one.name for one in rows}
        for one in rows:
            Unit.objects.filter(pk=one.pk).update(name=f"{one.name}*")
        return Done(f"{len(before)} starred.", undo={"names": before})

    def undo(self, undo, *, by):
        for pk, name in undo["names"].items():
            Unit.objects.of(by.institution).filter(pk=pk).update(name=name)
        return "No stars."


class UnitList(DirectorsList):
    key = "test_units"
    title = "Units"
    permission = "profiles.direct_people"
    has_people = False
    table_class = UnitTable
    filter_class = UnitFilters
    acts = (Rename(),)
    rows_a_page = 2
    empty_title = "No units yet"
    empty_text = "Add one."

    def rows(self, request):
        here = Unit.objects.of(request.membership.institution)
        return here.annotate(letters=Length("name"))

    def counted(self, number):
        return ngettext("%(count)s unit", "%(count)s units", number)


page = UnitList()
urlpatterns = [*product, *list_urls(page, "test-units/")]
