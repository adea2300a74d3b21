"""The code of the function that rotates secrets. It runs on AWS Lambda and imports nothing of this program."""
