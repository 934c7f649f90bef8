"""The report of somebody who claims to work for the site."""

from django import forms

from news.models import ReaderReport


class ReportForm(forms.ModelForm):
    """Two answers are needed; names and contact are not. The labels are the reader's site's own (Chinese)."""

    # Filled in by programs only; a person never sees it.
    website = forms.CharField(
        required=False, label="请勿填写", widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )

    class Meta:
        model = ReaderReport
        fields = ["occasion", "details", "claimed_name", "claimed_card", "contact"]
        labels = {
            "occasion": "时间和地点",
            "details": "经过",
            "claimed_name": "对方自称的姓名",
            "claimed_card": "对方出示的证件号",
            "contact": "您的联系方式",
        }
        help_texts = {
            "occasion": "例如“11月20日下午，东大街某店”。",
            "details": "对方说了什么、要求了什么。有收据、聊天记录的请保存好。",
            "contact": "可以不留。留下电话或邮箱，便于我们核实后答复。",
        }
        widgets = {"details": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.label_suffix = ""
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "input"
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"id_{name}_help"
            field.error_messages["required"] = "请填写这一项。"

    def clean_website(self) -> str:
        """Refuse what only a program fills in."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError("提交未被接受，请改用页脚的举报电话。")
        return ""
