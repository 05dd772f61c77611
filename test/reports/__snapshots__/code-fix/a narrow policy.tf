# Set in aws_vpc_endpoint.s3:
resource "aws_vpc_endpoint" "s3" {
  policy = jsonencode({
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "s3:ListBucket"
        Resource  = "*"
      },
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = ["s3:GetObject"]
        Resource  = "arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*"
      },
    ]
  })
}
