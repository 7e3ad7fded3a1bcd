from django.apps import AppConfig


class AppraisalConfig(AppConfig):
    name = "hotline.appraisal"
    label = "appraisal"
