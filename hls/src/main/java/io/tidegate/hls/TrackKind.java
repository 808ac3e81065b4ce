package io.tidegate.hls;

/// What DASH offers apart: each is an Adaptation Set. ISO/IEC 23009-1 §5.3.3.
enum TrackKind {
  VIDEO(1, "video", "m4v"),
  AUDIO(2, "audio", "m4a");

  private final int setId;
  private final String label;
  private final String extension;

  TrackKind(int setId, String label, String extension) {
    this.setId = setId;
    this.label = label;
    this.extension = extension;
  }

  /// `id` of the Adaptation Set.
  int setId() {
    return setId;
  }

  /// `contentType`.
  String label() {
    return label;
  }

  /// `mimeType`.
  String mimeType() {
    return label + "/mp4";
  }

  /// Of segments and init sections.
  String extension() {
    return extension;
  }

  /// The kind of a file's name, by its extension: `.m4v`, or else `.m4a`.
  static TrackKind ofFile(String name) {
    return name.endsWith(VIDEO.extension) ? VIDEO : AUDIO;
  }
}
