"""The words in which fields refuse what they are given: what is wrong, and what to do (ui.md).

Django's own Vietnamese is a translation of English sentences; officials read these instead.
"""

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

NO_SUCH_DAY = _("Không có ngày này; hãy ghi ngày/tháng/năm, ví dụ 05/03/2026.")

TOO_LONG = _("Dài quá: nhiều nhất %(limit_value)s ký tự, hiện có %(show_value)s.")

OF_VALIDATORS = {
    validators.MinValueValidator: _("Hãy ghi từ %(limit_value)s trở lên."),
    validators.MaxValueValidator: _("Số này lớn quá; nhiều nhất là %(limit_value)s."),
    validators.MaxLengthValidator: TOO_LONG,
    validators.EmailValidator: _("Địa chỉ thư điện tử không đúng; ví dụ hoa@lyson.gov.vn."),
    validators.ProhibitNullCharactersValidator: _("Có ký tự không đọc được; hãy gõ lại mục này."),
}
OF_FIELDS = {
    (forms.Field, "required"): _("Hãy ghi hoặc chọn mục này."),
    (forms.DateField, "invalid"): NO_SUCH_DAY,
    (forms.IntegerField, "invalid"): _("Hãy ghi một số nguyên, chỉ gồm chữ số."),
    (forms.ChoiceField, "invalid_choice"): _("Hãy chọn một mục có trong danh sách."),
    (forms.ModelChoiceField, "invalid_choice"): _("Hãy chọn một mục có trong danh sách."),
    (forms.URLField, "invalid"): _("Địa chỉ trang mạng không đúng; ví dụ https://toilyson.vn."),
    (forms.FileField, "empty"): _("Tệp trống, không có nội dung."),
}


def put_in_place() -> None:
    """Let every form of the portal speak so, and the API's fields of a text that is too long."""
    for validator, message in OF_VALIDATORS.items():
        validator.message = message
    for (field, key), message in OF_FIELDS.items():
        field.default_error_messages = field.default_error_messages | {key: message}
    text = serializers.CharField  # the API's own fields leave out how long the text is
    text.default_error_messages = text.default_error_messages | {"max_length": TOO_LONG}
