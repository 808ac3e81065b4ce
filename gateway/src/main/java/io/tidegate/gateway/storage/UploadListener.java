package io.tidegate.gateway.storage;

/// Hears of the ends of its uploads, on a thread that may wait. After a power cut an end may be
/// told twice.
public interface UploadListener {
  /// It is there, compared; the local file is still here. What is thrown makes it be told again.
  void stored(Upload upload, StorageBackend.Receipt receipt) throws StorageException;

  /// What has become of `upload.file()`, which is not there any more.
  default Absence absence(Upload upload) throws StorageException {
    return Absence.LOST;
  }

  /// It will never be there.
  void lost(Upload upload, String reason);

  /// Why a file is not there.
  enum Absence {
    /// Its owner has deleted it.
    DELETED,
    /// Its owner knows nothing of that: its disk may not be mounted.
    AWAITED,
    /// It cannot be told.
    LOST
  }
}
