package io.tidegate.gateway.storage.s3;

import io.tidegate.gateway.config.Token;
import io.tidegate.gateway.storage.ObjectPath;
import io.tidegate.gateway.storage.PathPattern;
import io.tidegate.gateway.storage.Storage;
import io.tidegate.gateway.storage.StorageSpec;
import io.tidegate.gateway.store.UploadStore;
import io.tidegate.media.DataSize;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/// Uploads one file, says so when it is queued, and ends when it is killed.
public final class UploadProcess {
  static final ObjectPath PATH = new ObjectPath("killed.mp4");

  private UploadProcess() {}

  /// @param arguments folder, endpoint, file
  public static void main(String[] arguments) throws Exception {
    Storage storage = open(Path.of(arguments[0]), URI.create(arguments[1]));
    storage.find("far").orElseThrow().store(PATH, Path.of(arguments[2]), "test", true).get();
    System.out.println("queued");
    Thread.currentThread().join();
  }

  /// With the queue of the folder, and one profile.
  static Storage open(Path folder, URI endpoint) throws Exception {
    UploadStore queue = UploadStore.open(folder.resolve("uploads.db"), Clock.systemUTC());
    Storage storage = new Storage(folder, queue, (_, _) -> {});
    S3Options options =
        new S3Options(
            new S3Options.Bucket(endpoint, "us-east-1", "bucket", "", true),
            new S3Options.Keys("access", new Token("secret")),
            null,
            new S3Options.Transfers(
                DataSize.ofKilobytes(64),
                null,
                S3Options.Checksum.ETAG,
                Duration.ofHours(1),
                Duration.ofMinutes(1)));
    storage.put(new StorageSpec("far", PathPattern.USUAL, 2, new StorageSpec.S3(options))).get();
    return storage;
  }
}
