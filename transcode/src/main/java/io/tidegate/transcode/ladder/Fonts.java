package io.tidegate.transcode.ladder;

import io.tidegate.media.Nullable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one font that is part of the distribution: Liberation Sans (SIL Open Font License).
public final class Fonts {
  private static final Logger log = LoggerFactory.getLogger(Fonts.class);
  private static final String OWN = "/liberation/LiberationSans-Regular.ttf";

  private Fonts() {}

  /// Puts it where FFmpeg can read it. Not on an event loop.
  ///
  /// @return null where that does not work: nothing is written over pictures then
  public static @Nullable Path unpack(Path folder) {
    try (InputStream font = Fonts.class.getResourceAsStream(OWN)) {
      if (font == null) {
        return null;
      }
      Files.createDirectories(folder);
      Path file = folder.resolve("LiberationSans-Regular.ttf");
      Files.copy(font, file, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException unwritable) {
      log.warn("no texts over pictures: {}", unwritable.getMessage());
      return null;
    }
  }
}
