package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/// A diagnostics bundle, unpacked: texts by the names of their files.
record Bundle(Map<String, String> files) {
  private static final String MANIFEST = "MANIFEST.txt";

  static Bundle of(Api api) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(api.base() + "/diagnostics")).build();
    HttpResponse<byte[]> answer =
        api.client().send(request, HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/zip");
    Map<String, String> files = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(answer.body()))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        zip.transferTo(content);
        files.put(entry.getName(), content.toString(StandardCharsets.UTF_8));
      }
    }
    return new Bundle(files);
  }

  String text(String name) {
    assertThat(files).containsKey(name);
    return files.getOrDefault(name, "");
  }

  /// Each file has something to say, and stands in the first, which says what it is.
  void assertIsWhole() {
    assertThat(files.keySet()).startsWith(MANIFEST).hasSizeGreaterThan(12);
    files.forEach((name, text) -> {
      assertThat(text).as(name).isNotBlank().doesNotContain("cannot be had");
      if (!name.equals(MANIFEST)) {
        assertThat(text(MANIFEST)).contains("\n" + name + " ");
      }
    });
  }

  void assertHoldsNone(List<String> secrets) {
    files.forEach((name, text) ->
        secrets.forEach(secret -> assertThat(text).as(name).doesNotContain(secret)));
  }
}
