package io.tidegate.gateway.storage;

import io.tidegate.gateway.config.Token;
import io.tidegate.gateway.storage.s3.FakeS3;
import io.tidegate.gateway.storage.s3.S3Options;
import io.tidegate.gateway.store.UploadStore;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Storage whose profile `far` lies in a folder, or in a bucket of a server of its own.
public final class FarStorage implements AutoCloseable {
  /// The type of a profile in the bucket; any other one lies in the folder.
  public static final String S3 = "s3";

  private final Path folder;
  private final String paths;
  private final FakeS3 server = new FakeS3();
  private Storage storage;

  /// @param folder what is kept on this side
  /// @param paths pattern of the profile's paths
  public FarStorage(Path folder, String paths) throws Exception {
    this.folder = folder;
    this.paths = paths;
    this.storage = open();
  }

  private Storage open() throws Exception {
    return new Storage(
        folder.resolve("archive"),
        UploadStore.open(folder.resolve("uploads.db"), Clock.systemUTC()),
        (_, _) -> {});
  }

  public Storage storage() {
    return storage;
  }

  public FakeS3 server() {
    return server;
  }

  /// Sets the profile up.
  public void put(String type) throws Exception {
    StorageSpec.Place place =
        type.equals(S3)
            ? new StorageSpec.S3(
                new S3Options(
                    new S3Options.Bucket(server.endpoint(), "us-east-1", "bucket", "", true),
                    new S3Options.Keys("access", new Token("secret")),
                    null,
                    S3Options.Transfers.USUAL))
            : new StorageSpec.Local(Path.of("x"));
    storage.put(new StorageSpec("far", PathPattern.parse(paths), 2, place)).get();
  }

  /// As after a restart, with a server that does what it should; the profile has to be put again.
  public void reopen() throws Exception {
    server.tricks = _ -> null;
    storage = open();
  }

  /// What lies there, by path.
  public List<String> there(String type) throws IOException {
    return type.equals(S3)
        ? server.objects.keySet().stream().sorted().toList()
        : below(folder.resolve("archive/x"));
  }

  /// Paths of all files below a folder, none where it is not.
  public static List<String> below(Path top) throws IOException {
    List<String> names = new ArrayList<>();
    Files.walkFileTree(
        top,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            names.add(top.relativize(file).toString());
            return FileVisitResult.CONTINUE;
          }

          // some go while one looks
          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
    names.sort(Comparator.naturalOrder());
    return names;
  }

  @Override
  public void close() {
    storage.close();
    server.close();
  }
}
