"""Record types: one declaration (RecordViewSet) gives list, form, detail, attachments, export and addresses."""
