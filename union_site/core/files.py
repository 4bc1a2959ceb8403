"""Encrypted file storage and an upload handler that never lets a file lie in clear on disk."""

import hashlib
from io import BytesIO

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from union_site.core.crypto import decrypt_bytes, encrypt_bytes, mask_numbers
from union_site.core.ids import new_public_id
from union_site.core.models import StoredFile

CONTEXT = "file"


class EncryptedStorage(FileSystemStorage):
    """Files on disk, each encrypted as a whole. Names say nothing about the content."""

    def _save(self, name, content):
        content.seek(0)
        return super()._save(name, ContentFile(encrypt_bytes(content.read(), CONTEXT)))

    def _open(self, name, mode="rb"):
        with super()._open(name, "rb") as file:
            return ContentFile(decrypt_bytes(file.read(), CONTEXT), name=name)

    def url(self, name):
        raise ValueError("Stored files have no address of their own; they are served by views that check the scope.")


class MemoryUploadHandler(FileUploadHandler):
    """Keep uploads in memory up to FILE_UPLOAD_MAX_BYTES (Django's default spools to /tmp in clear)."""

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.file_name = mask_numbers(self.file_name)  # it will stand in lists, job titles and the trail
        self.buffer, self.received = BytesIO(), 0

    def receive_data_chunk(self, raw_data, start):
        self.received += len(raw_data)
        if self.received > settings.FILE_UPLOAD_MAX_BYTES:
            self.request.META["UPLOAD_TOO_LARGE"] = True
            raise StopUpload(connection_reset=False)
        self.buffer.write(raw_data)

    def file_complete(self, file_size):
        self.buffer.seek(0)
        return InMemoryUploadedFile(
            self.buffer,
            self.field_name,
            self.file_name,
            self.content_type,
            file_size,
            self.charset,
            self.content_type_extra,
        )


def store(
    data: bytes, *, name: str, content_type: str = "application/octet-stream", district=None, user=None
) -> StoredFile:
    """Put `data` into the encrypted storage under an unguessable name and return its row."""
    public_id = new_public_id()
    stored = StoredFile(
        public_id=public_id,
        district=district,
        name=name[-200:],
        content_type=content_type[:100],
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        user=user,
    )
    stored.file.save(public_id.hex, ContentFile(data), save=False)
    stored.save()
    return stored
