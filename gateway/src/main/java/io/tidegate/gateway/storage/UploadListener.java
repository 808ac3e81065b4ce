package io.tidegate.gateway.storage;

/// Hears of the ends of its uploads, on a thread that may wait. After a power cut an end may be
/// told twice.
public interface UploadListener {
  /// It is there, compared; the local file is still here. What is thrown makes it be told again.
  void stored(Upload upload, StorageBackend.Receipt receipt) throws StorageException;

  /// It will never be there.
  void lost(Upload upload, String reason);
}
