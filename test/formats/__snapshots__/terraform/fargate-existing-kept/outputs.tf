output "endpoint_ids" {
  description = "VPC endpoint IDs by service, including existing endpoints."
  value = {
    "ecr.api" = "vpce-00000000000000000"
    "ecr.dkr" = "vpce-00000000000000001"
    "s3"      = "vpce-00000000000000002"
  }
}

output "s3_prefix_list_id" {
  description = "ID of the S3 prefix list. Security groups that restrict egress must allow outbound 443/tcp to it."
  value       = data.aws_prefix_list.s3.id
}
