"""What every kind of record in the back office has in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.contrib.admin import ModelAdmin as PlainModelAdmin
from django.contrib.admin import SimpleListFilter, display
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from unfold.admin import ModelAdmin

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.lib.authority import Right
from hadir.lib.errors import HadirError
from hadir.web.listing import show_refusal

Words = Any  # text, or text translated when it is read


def named_column(field: str, label: Words, names: Mapping[str, Words]) -> Callable[[Model], str]:
    """A column for codes that have no words in their model."""

    @display(description=label, ordering=field)
    def column(row: Model) -> str:
        code = getattr(row, field)
        return str(names.get(code, code))

    column.__name__ = f"{field}_name"
    return column


def named_filter(field: str, label: Words, names: Mapping[str, Words]) -> type[SimpleListFilter]:
    """The filter that goes with `named_column`."""

    class Named(SimpleListFilter):
        title = label
        parameter_name = field

        def lookups(self, request: HttpRequest, model_admin: PlainModelAdmin[Any]) -> list[tuple[str, Words]]:
            del request, model_admin
            return list(names.items())

        def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
            del request
            return queryset.filter(**{field: self.value()}) if self.value() in names else queryset

    return Named


def user_of(request: HttpRequest) -> User:
    """The account that looks. Raises `PermissionDenied` for strangers, whom the site has sent to sign in already."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


class ServiceForm(ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    """A form that is valid when the service has done it: the service's refusal stands beside the field.

    The admin runs the whole request in one transaction, so a form that turns out wrong elsewhere undoes the deed.
    """

    user: User

    def serve(self, user: User) -> Model:
        """Do it, with `cleaned_data`; what comes back is the row."""
        raise NotImplementedError

    def _post_clean(self) -> None:
        """Instead of Django's building and checking of the row, which is the service's business."""
        if self.errors:
            return
        try:
            with transaction.atomic():
                self.instance = self.serve(self.user)
        except HadirError as error:
            show_refusal(self, error)

    def save(self, commit: bool = True) -> Any:
        del commit
        return self.instance

    def save_m2m(self) -> None:
        """Nothing: the service has done everything."""


class Record(ModelAdmin):  # type: ignore[misc]  # Unfold's class is untyped
    """Seen with `see`, changed with `change` through a `ServiceForm`; nothing is ever deleted here.

    Rows are those of the viewer's units when `unit_field` names the way to a unit, else `see` must cover the region.
    Django's own log of changes is not written: the audit log has it. `group` heads the kind on the first page, `names`
    are the words for one and for many, `labels` those of fields whose model has none.
    """

    see: ClassVar[Right]
    group: ClassVar[Words]
    names: ClassVar[tuple[Words, Words]]
    labels: ClassVar[dict[str, Words]] = {}
    change: ClassVar[Right | None] = None
    add: ClassVar[bool] = False
    edit: ClassVar[bool] = False
    unit_field: ClassVar[str] = ""
    list_per_page = 50
    show_full_result_count = False
    list_filter_submit = True
    actions = None

    def __init__(self, model: type[Model], admin_site: Any) -> None:
        """The admin takes all words from the model; those of the back office are its own affair and stay here."""
        super().__init__(model, admin_site)
        options: Any = model._meta
        options.verbose_name, options.verbose_name_plural = self.names
        options.app_config.verbose_name = self.group
        for field, label in self.labels.items():
            options.get_field(field).verbose_name = label

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        del obj  # the list below decides which rows there are
        user = user_of(request)
        return bool(permissions.units_for(user, self.see)) if self.unit_field else permissions.has(user, self.see)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.add and self._may_change(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        del obj
        return self.edit and self._may_change(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        del request, obj
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        if not self.unit_field:
            return rows
        return rows.filter(**{f"{self.unit_field}__in": permissions.units_for(user_of(request), self.see)})

    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if issubclass(form, ServiceForm):
            form.user = user_of(request)  # the class is made anew for each request
        return form

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        """Nothing: the form's service has saved it."""

    def log_addition(self, request: HttpRequest, obj: Model, message: object) -> None:
        """Nothing: the audit log has it."""

    def log_change(self, request: HttpRequest, obj: Model, message: object) -> None:
        """Nothing: the audit log has it."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        del object_id, extra_context
        raise PermissionDenied

    def _may_change(self, request: HttpRequest) -> bool:
        user = user_of(request)
        return self.change is not None and bool(permissions.units_for(user, self.change))
