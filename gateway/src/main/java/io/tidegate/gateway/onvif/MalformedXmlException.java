package io.tidegate.gateway.onvif;

/// Not the XML that was to come: broken, too large, too deep, or with a document type.
final class MalformedXmlException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedXmlException(String message) {
    super(message);
  }
}
