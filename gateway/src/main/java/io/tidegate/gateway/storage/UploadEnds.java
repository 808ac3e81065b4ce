package io.tidegate.gateway.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Who is told of the ends of uploads. Any thread.
final class UploadEnds {
  private final Map<String, UploadListener> listeners = new ConcurrentHashMap<>();

  void observe(String owner, UploadListener listener) {
    listeners.put(owner, listener);
  }

  /// It is there, and compared: its owner knows before the file here goes.
  void stored(Upload upload, StorageBackend.Receipt receipt) throws StorageException {
    UploadListener listener = listeners.get(upload.owner());
    if (listener != null) {
      listener.stored(upload, receipt);
    }
    if (upload.removes()) {
      try {
        Files.deleteIfExists(upload.file());
      } catch (IOException failure) {
        throw new StorageException(
            StorageException.Kind.LOCAL, upload.file() + " cannot be deleted", failure);
      }
    }
  }

  UploadListener.Absence absence(Upload upload) throws StorageException {
    UploadListener listener = listeners.get(upload.owner());
    return listener == null ? UploadListener.Absence.LOST : listener.absence(upload);
  }

  void lost(Upload upload, String reason) {
    UploadListener listener = listeners.get(upload.owner());
    if (listener != null) {
      listener.lost(upload, reason);
    }
  }
}
